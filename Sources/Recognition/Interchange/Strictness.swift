/// How to treat a record that other systems would read although it breaks the standard.
public enum Strictness: Sendable {
    /// Every deviation is an error: for checking what another system writes.
    case strict
    /// Deviations that leave the minutiae unambiguous are passed over: for enrolling what arrives.
    case lenient
}
