/// What the centre calls the case that a hit opens, for example `C-000042`.
public struct CaseReference: Sendable, Equatable, Encodable, CustomStringConvertible {
    let sequence: Int64

    init(sequence: Int64) { self.sequence = sequence }

    /// - Returns: nil where it is none, also one that is written in another way.
    public init?(_ text: String) {
        guard text.hasPrefix("C-"), let sequence = Int64(text.dropFirst(2)), sequence > 0 else { return nil }
        self.init(sequence: sequence)
        guard description == text else { return nil }
    }

    public var description: String {
        let digits = String(sequence)
        return "C-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
