/// What an emulated camera can be made to do wrong, frame by frame.
public enum UVCFault: String, Sendable, Hashable, CaseIterable {
    /// The frame ends half-way.
    case cutShort
    /// The payload's header has its error bit set.
    case errorBit
    /// The payload's header states a length longer than the payload.
    case longHeader
    /// The frame is noise.
    case noise
    /// The endpoint refuses.
    case stall
    /// Nothing comes any more, until the camera is plugged again.
    case silence
}
