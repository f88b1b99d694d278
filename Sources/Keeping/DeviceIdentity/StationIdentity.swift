public import Crypto
public import Foundation
public import Ground

/// Who the station is: it opens list keys and replies, seals hits, and knows the hub's signature.
///
/// Thread-safe: immutable.
public struct StationIdentity: Sendable {
    public let device: String
    /// TUF `root.json` to begin with.
    public let trustedRoot: Data
    public let key: OpeningKey
    public let hub: SealingKey
    public let receiptKey: Curve25519.Signing.PublicKey
    public let sealedListKeys: [SealedListKey]

    /// One that was never provisioned, for measurements and tests.
    package init(
        device: String, trustedRoot: Data, key: OpeningKey, hub: SealingKey,
        receiptKey: Curve25519.Signing.PublicKey, sealedListKeys: [SealedListKey]
    ) {
        self.device = device
        self.trustedRoot = trustedRoot
        self.key = key
        self.hub = hub
        self.receiptKey = receiptKey
        self.sealedListKeys = sealedListKeys
    }

    /// - Throws: ``Fault`` `identity.missing` before provisioning; others naming the damaged file.
    public static func load(_ state: StateDirectory) throws(Fault) -> StationIdentity {
        let record = try DeviceRecord.load(state)
        let file: StationFile = try WireJSON.load(from: state.station.identity, limit: EnrolmentAnswer.limit)
        guard file.device == record.device,
            let receiptKey = try? Curve25519.Signing.PublicKey(rawRepresentation: file.receiptKey)
        else {
            throw Fault(
                .identityInvalid, "\(state.station.identity.path) does not fit the device; reset and enrol again")
        }
        let custody = try Custody.open(state, for: .station)
        let root = try custody.unwrap(try SecretFile.read(state.station.key), for: .stationRoot)
        return StationIdentity(
            device: file.device, trustedRoot: file.trustedRoot, key: try OpeningKey(root: root),
            hub: try SealingKey(rawRepresentation: file.hubSealingKey), receiptKey: receiptKey,
            sealedListKeys: file.listKeys)
    }

    /// When the centre has shut this device out, as the station has taken it up or the link has brought it; nil while it has not.
    public func revoked(in state: StationState) -> Timestamp? {
        for file in [state.revocation, state.incomingRevocation] {
            guard let notice = try? WireJSON.load(RevocationNotice.self, from: file, limit: RevocationNotice.limit),
                (try? notice.verify(device: device, key: receiptKey)) != nil
            else { continue }
            return notice.revoked
        }
        return nil
    }

    /// Leaves no list key in the station's own file.
    ///
    /// - Throws: ``Fault`` `disk.…`, `json.…`.
    public static func forgetListKeys(_ state: StationState) throws(Fault) {
        let file: StationFile
        do { file = try WireJSON.load(from: state.identity, limit: EnrolmentAnswer.limit) } catch
            where error.code == .diskMissing
        {
            return
        }
        guard !file.listKeys.isEmpty else { return }
        let without = StationFile(
            device: file.device, trustedRoot: file.trustedRoot, hubSealingKey: file.hubSealingKey,
            receiptKey: file.receiptKey, listKeys: [])
        try DurableFile.write(try WireJSON.encode(without), to: state.identity)
    }

    /// Seals an item for the hub, so that it opens only as this item of this device.
    public func seal(_ bytes: WipingBytes, item: UUIDv7) throws(Fault) -> [UInt8] {
        try hub.seal(bytes, for: .item, authenticating: Self.context(device: device, item: item))
    }

    /// What the hub must present to open an item (docs/protocol.md).
    public static func context(device: String, item: UUIDv7) -> Data { Data("\(device)/\(item)".utf8) }

    /// The key of a list: 32 bytes.
    ///
    /// - Throws: ``Fault`` `list.noKey` where the device was not given it, `seal.broken`.
    public func listKey(_ identifier: String) throws(Fault) -> WipingBytes {
        guard let sealed = sealedListKeys.first(where: { $0.identifier == identifier }) else {
            throw Fault(.listNoKey, "this device has no key \(identifier); the hub must enrol it for that list")
        }
        let opened = try key.open(sealed.sealed, for: .listKey)
        guard opened.count == 32 else {
            throw Fault(.listNoKey, "the key \(identifier) has \(opened.count) bytes, not 32; enrol again")
        }
        return opened
    }
}

/// `station/identity.json`.
struct StationFile: Codable {
    let device: String
    let trustedRoot: Data
    let hubSealingKey: Data
    let receiptKey: Data
    let listKeys: [SealedListKey]
}
