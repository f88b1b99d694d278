internal import Crypto
public import DeviceIdentity
public import Ground
public import Watchlist

extension ListStore {
    /// The store of a provisioned station: its folders, its list keys, its key for lists at rest.
    ///
    /// - Throws: ``Fault`` when a list key cannot be opened or the folder cannot be made.
    public init(identity: StationIdentity, state: StationState) throws(Fault) {
        let storage = identity.key.derivedKey(for: "ridgeline list storage v1")
        let ring = ListKeyRing(identity: identity, state: state)
        let keys = try ring.keys()
        try self.init(
            directory: state.lists, trust: state.trust, trustedRoot: identity.trustedRoot,
            listKeys: keys, mayLackKeys: !ring.hasNotice, withheld: Set(ring.withheld.keys),
            storageKey: storage.withUnsafeBytes { WipingBytes($0) })
    }
}
