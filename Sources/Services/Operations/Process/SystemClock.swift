internal import CProcess

/// The system's clock.
public enum SystemClock {
    /// Whether the network's time sets it; false also where the kernel does not say.
    public static var isSynchronised: Bool { ridgeline_clock_is_synchronised() != 0 }
}
