public import Ground
internal import Synchronization

/// Who is on duty and why fingers are asked for. Thread-safe.
public final class Duty: Sendable {
    public let purpose: String
    private let name: Mutex<String>

    public init(officer: String, purpose: String) {
        self.purpose = purpose
        name = Mutex(officer)
    }

    public var officer: String { name.withLock { $0 } }

    /// - Throws: ``Fault`` `officer.invalid` for an empty name, one of over 64 bytes, or one with control characters.
    public func change(to officer: String) throws(Fault) {
        let plain = officer.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard !officer.isEmpty, officer.utf8.count <= 64, plain else {
            throw Fault(.officerInvalid, "an officer's identifier has 1 to 64 bytes of plain text; enter it again")
        }
        name.withLock { $0 = officer }
    }
}
