/// How much a client reads before it calls the source endless.
public struct TrustLimits: Sendable {
    /// Bytes of one root file.
    public var root = 512_000
    /// Bytes of the timestamp.
    public var timestamp = 16_384
    /// Bytes of a snapshot, where the timestamp does not say.
    public var snapshot = 2_000_000
    /// Bytes of targets metadata, where the snapshot does not say.
    public var targets = 5_000_000
    /// New roots in one refresh.
    public var rootRotations = 256
    /// Delegated roles visited: one for each list of a centre.
    public var delegations = 1024

    public init() {}
}
