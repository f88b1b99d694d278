public import Ground

/// The key that seals one owner's list files; every device enrolled for that list has it.
///
/// Thread-safe: immutable; the secret wipes itself.
public struct ListKey: Sendable {
    /// Stands in clear in the files sealed with it, 1 to 64 bytes of UTF-8.
    public let identifier: String
    /// The list's owner.
    public let list: String
    /// 32 bytes.
    public let secret: WipingBytes

    /// - Throws: ``Fault`` `list.key` for a secret that is not 32 bytes long, or an identifier that does not fit.
    public init(identifier: String, list: String, secret: WipingBytes) throws(Fault) {
        guard secret.count == 32, (1...64).contains(identifier.utf8.count) else {
            throw Fault(
                .listKey, "list key '\(identifier)' is not usable; make another at the hub: ridgeline-hub rotate-keys")
        }
        try ListOwner.check(list)
        self.identifier = identifier
        self.list = list
        self.secret = secret
    }

    /// Whether both are the same key of one list, whatever they are called.
    public func opensTheSame(as other: ListKey) -> Bool {
        list == other.list
            && secret.withBytes { mine in other.secret.withBytes { mine.elementsEqual($0) } }
    }

    /// A new key from the system's random numbers.
    public static func random(identifier: String, list: String) throws(Fault) -> ListKey {
        var random = SystemRandomNumberGenerator()
        return try ListKey(
            identifier: identifier, list: list,
            secret: WipingBytes(count: 32) { bytes in
                for index in bytes.indices { bytes[index] = UInt8.random(in: .min ... .max, using: &random) }
            })
    }
}

/// The names that lists' owners can have: they become file names and paths.
public enum ListOwner {
    /// - Throws: ``Fault`` `list.owner` unless it is 1 to 40 lower-case letters, digits and inner hyphens.
    public static func check(_ owner: String) throws(Fault) {
        let isPlain = owner.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isPlain, (1...40).contains(owner.utf8.count), !owner.hasPrefix("-"), !owner.hasSuffix("-") else {
            throw Fault(.listOwner, "'\(owner.prefix(60))' cannot own a list; use a-z, 0-9 and hyphens, at most 40")
        }
    }
}
