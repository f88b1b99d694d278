/// One thing that can be configured: its key, what holds when nobody says otherwise, and how a value is judged.
public struct Setting: Sendable {
    /// Dotted, as in the YAML file: `kiosk.port`.
    public let key: String
    /// The safe default.
    public let standard: String
    /// One sentence for the technician.
    public let meaning: String
    let rule: Rule

    /// What values are allowed.
    public enum Rule: Sendable {
        case text
        case choice([String])
        case whole(ClosedRange<Int>)
        case number(ClosedRange<Double>)
        case flag
    }

    public init(_ key: String, _ rule: Rule, default standard: String, _ meaning: String) {
        self.key = key
        self.rule = rule
        self.standard = standard
        self.meaning = meaning
    }

    /// What is wrong with a value, in words; nil when nothing is.
    func objection(to value: String) -> String? {
        switch rule {
        case .text: nil
        case .choice(let words): words.contains(value) ? nil : "must be one of \(words.joined(separator: ", "))"
        case .whole(let range):
            Int(value).map(range.contains) == true
                ? nil : "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range):
            Double(value).map(range.contains) == true
                ? nil : "must be a number from \(range.lowerBound) to \(range.upperBound)"
        case .flag: ["true", "false"].contains(value) ? nil : "must be true or false"
        }
    }
}

/// A setting as it is in force, and where it came from.
public struct EffectiveSetting: Sendable, Codable, Equatable {
    public let key: String
    public let value: String
    /// `default`, `file PATH` or `environment NAME`.
    public let source: String
}
