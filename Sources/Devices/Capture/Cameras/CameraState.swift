public import Ground

/// How a camera is, as an officer sees it; the fault is for the technician.
public enum CameraState: Sendable, Equatable {
    /// Not looked for yet, or being opened.
    case starting
    /// Plugged in and at rest: nobody watches.
    case ready
    /// Delivers frames.
    case capturing
    /// Not there; it is opened as soon as it is back and somebody watches.
    case unplugged
    /// Does not work at the moment; it is opened again and again while somebody watches.
    case fault(Fault)

    /// Whether it tells an officer nothing that the other did not.
    func repeats(_ other: CameraState) -> Bool {
        if case .fault(let fault) = self, case .fault(let before) = other { return fault.repeats(before) }
        return self == other
    }
}
