public import Ground

/// How a reader is, as an officer sees it; the fault is for the technician.
public enum ReaderState: Sendable, Equatable {
    /// Not opened yet, or being opened.
    case starting
    case ready
    /// A finger is on the glass.
    case capturing
    /// Works, but there is dirt or a latent print on the glass.
    case cleaningNeeded
    /// Not on the bus; it is opened as soon as it is back.
    case unplugged
    /// Does not work at the moment; it is opened again and again.
    case fault(Fault)

    /// Whether it tells an officer nothing that the other did not.
    func repeats(_ other: ReaderState) -> Bool {
        if case .fault(let fault) = self, case .fault(let before) = other { return fault.repeats(before) }
        return self == other
    }
}
