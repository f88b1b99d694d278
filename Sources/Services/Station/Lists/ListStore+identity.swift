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
        try self.init(
            directory: state.lists, trust: state.trust, trustedRoot: identity.trustedRoot,
            listKeys: try ListKeyRing(identity: identity, state: state).keys(),
            storageKey: storage.withUnsafeBytes { WipingBytes($0) })
    }
}
