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
    /// Delegated roles loaded in one refresh: one for each list of a centre.
    public var delegations = 1024
    /// Delegated roles asked for one path, whatever the repository holds beside them.
    public var delegationsForPath = 32

    public init() {}
}
