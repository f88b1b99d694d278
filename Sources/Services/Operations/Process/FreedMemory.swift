internal import CProcess

/// Memory that was freed and that the process still holds.
public enum FreedMemory {
    /// Gives it back to the kernel: for who measures memory.
    public static func giveBack() { ridgeline_trim_memory() }
}
