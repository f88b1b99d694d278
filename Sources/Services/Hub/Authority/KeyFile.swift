internal import Crypto
internal import DeviceIdentity
internal import Foundation
internal import Ground

/// Private keys as files of mode 0600: made once, by `init`, then always the same.
///
/// One that is gone later is never made anew in silence: devices know its other half, and what it has sealed opens with it
/// alone.
enum KeyFile {
    /// Bytes.
    private static let limit = 4096

    /// Reads the key, or makes it and keeps it durably before it is first used.
    ///
    /// - Parameter isNew: whether it may be made.
    /// - Throws: ``Fault`` `hub.key` when the file is damaged, `hub.lost` when it is gone, `disk.*`.
    static func load<Key>(
        _ file: URL, isNew: Bool, make: () -> Key, encode: (Key) -> Data, decode: (Data) throws -> Key
    ) throws(Fault) -> Key {
        var data: Data
        do { data = try DurableFile.read(file, limit: limit) } catch  where error.code == .diskMissing {
            guard isNew else { throw Fault.lost(file) }
            let key = make()
            // Not reset here: the bytes may be the key's own, which swift-crypto shares and wipes itself.
            try DurableFile.write(encode(key), to: file, permissions: 0o600)
            return key
        }
        defer { data.wipe() }
        do { return try decode(data) } catch {
            throw Fault(.hubKey, "\(file.path) is not a whole key; restore it from the backup", cause: error)
        }
    }

    /// Keeps the key at another place as well, durably, and leaves nothing of it in memory.
    ///
    /// - Throws: ``Fault`` `disk.*`.
    static func copy(_ file: URL, to place: URL) throws(Fault) {
        var bytes = try DurableFile.read(file, limit: limit)
        defer { bytes.wipe() }
        try DurableFile.write(bytes, to: place, permissions: 0o600)
    }

    static func signing(_ file: URL, isNew: Bool = false) throws(Fault) -> P256.Signing.PrivateKey {
        try load(
            file, isNew: isNew, make: { P256.Signing.PrivateKey() }, encode: { Data($0.pemRepresentation.utf8) },
            decode: { try P256.Signing.PrivateKey(pemRepresentation: String(decoding: $0, as: UTF8.self)) })
    }

    static func receipt(_ file: URL, isNew: Bool) throws(Fault) -> Curve25519.Signing.PrivateKey {
        try load(
            file, isNew: isNew, make: { Curve25519.Signing.PrivateKey() }, encode: { $0.rawRepresentation },
            decode: { try Curve25519.Signing.PrivateKey(rawRepresentation: $0) })
    }

    static func opening(_ file: URL, isNew: Bool) throws(Fault) -> OpeningKey {
        do { return try OpeningKey(contentsOf: file) } catch  where error.code == .diskMissing {
            guard isNew else { throw Fault.lost(file) }
            let key = OpeningKey()
            try key.store(at: file)
            return key
        }
    }
}

extension Fault {
    /// What only `init` makes is not there any more.
    static func lost(_ file: URL) -> Fault { lost(file.path) }

    /// - Parameter part: a file, or what else it is.
    static func lost(_ part: String) -> Fault {
        Fault(
            .hubLost,
            "\(part) is gone, and another would not be this hub's: its devices would be shut out, or what is sealed be "
                + "lost; put it back from the hub's backup")
    }
}
