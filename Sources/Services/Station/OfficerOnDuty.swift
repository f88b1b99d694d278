public import Ground
internal import Synchronization

/// Who is on duty and why fingers are asked for. Thread-safe.
public final class OfficerOnDuty: Sendable {
    public let purpose: String
    private let name: Mutex<String>

    /// - Throws: ``Fault`` `officer.invalid`, as ``change(to:)`` does.
    public init(officer: String, purpose: String) throws(Fault) {
        try Self.check(officer)
        self.purpose = purpose
        name = Mutex(officer)
    }

    public var officer: String { name.withLock { $0 } }

    /// - Returns: whether somebody else is on duty now.
    /// - Throws: ``Fault`` `officer.invalid` for what is no identifier.
    @discardableResult
    public func change(to officer: String) throws(Fault) -> Bool {
        try Self.check(officer)
        return name.withLock { name in
            defer { name = officer }
            return name != officer
        }
    }

    /// The site's identifier of an officer, not a name: two that look alike must be the same, whoever reads them.
    ///
    /// - Throws: ``Fault`` `officer.invalid`.
    static func check(_ officer: String) throws(Fault) {
        guard (1...64).contains(officer.utf8.count), officer.utf8.allSatisfy(isPlain) else {
            throw Fault(
                .officerInvalid,
                "an officer's identifier has 1 to 64 of the characters A-Z a-z 0-9 . _ and -; enter it again")
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
