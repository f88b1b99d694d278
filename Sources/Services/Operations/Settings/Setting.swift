public import Ground

/// One thing that can be configured: its key, what holds when nobody says otherwise, and how a value is read.
///
///     let searchThreads = Setting("search.threads", 1...64, default: 2, "Threads of an extraction, and of a search.")
public struct Setting<Value: Sendable>: SettingDefinition {
    public let key: String
    public let standard: String
    public let meaning: String
    public let rule: String
    /// nil for a text that is no allowed value.
    let read: @Sendable (String) -> Value?

    private init(
        _ key: String, standard: String, meaning: String, rule: String, read: @escaping @Sendable (String) -> Value?
    ) {
        self.key = key
        self.standard = standard
        self.meaning = meaning
        self.rule = rule
        self.read = read
    }

    public func allows(_ text: String) -> Bool {
        if case .some = read(text) { true } else { false }
    }
}

/// A setting whatever its type is: what a sample file and a status page say of it.
public protocol SettingDefinition: Sendable {
    /// Dotted, as in the YAML file: `kiosk.port`.
    var key: String { get }
    /// The safe default, as it would be written.
    var standard: String { get }
    /// One sentence for the technician.
    var meaning: String { get }
    /// What values are allowed, in words: `a whole number from 1 to 64`.
    var rule: String { get }
    func allows(_ text: String) -> Bool
}

extension Setting where Value == String {
    /// Any text.
    public init(_ key: String, default standard: String, _ meaning: String) {
        self.init(key, standard: standard, meaning: meaning, rule: "text") { $0 }
    }
}

extension Setting where Value == Int {
    /// A whole number of a range.
    public init(_ key: String, _ range: ClosedRange<Int>, default standard: Int, _ meaning: String) {
        self.init(
            key, standard: "\(standard)", meaning: meaning,
            rule: "a whole number from \(range.lowerBound) to \(range.upperBound)"
        ) { Int($0).flatMap { range.contains($0) ? $0 : nil } }
    }
}

extension Setting where Value == Double {
    /// A number of a range.
    public init(_ key: String, _ range: ClosedRange<Double>, default standard: Double, _ meaning: String) {
        self.init(
            key, standard: "\(standard)", meaning: meaning,
            rule: "a number from \(range.lowerBound) to \(range.upperBound)"
        ) { Double($0).flatMap { range.contains($0) ? $0 : nil } }
    }
}

extension Setting where Value == Duration {
    /// A time in seconds.
    public init(_ key: String, seconds range: ClosedRange<Double>, default standard: Duration, _ meaning: String) {
        let seconds = standard / .seconds(1)
        self.init(
            key, standard: Int(exactly: seconds).map { "\($0)" } ?? "\(seconds)", meaning: meaning,
            rule: "a number from \(range.lowerBound) to \(range.upperBound)"
        ) { Double($0).flatMap { range.contains($0) ? .milliseconds(Int64($0 * 1000)) : nil } }
    }

    /// A time in whole milliseconds.
    public init(_ key: String, milliseconds range: ClosedRange<Int>, default standard: Duration, _ meaning: String) {
        self.init(
            key, standard: "\(Int(standard / .milliseconds(1)))", meaning: meaning,
            rule: "a whole number from \(range.lowerBound) to \(range.upperBound)"
        ) { Int($0).flatMap { range.contains($0) ? .milliseconds($0) : nil } }
    }
}

extension Setting where Value: RawRepresentable, Value.RawValue == String {
    /// One of several words.
    public init(_ key: String, among choices: [Value], default standard: Value, _ meaning: String) {
        let words = choices.map(\.rawValue)
        self.init(
            key, standard: standard.rawValue, meaning: meaning, rule: "one of \(words.joined(separator: ", "))"
        ) { words.contains($0) ? Value(rawValue: $0) : nil }
    }
}

extension Setting where Value == ServerAddress? {
    /// An address of a server, or none.
    public init(_ key: String, schemes: Set<ServerAddress.Scheme>, _ meaning: String) {
        let names = schemes.map(\.rawValue).sorted().joined(separator: " or ")
        self.init(
            key, standard: "", meaning: meaning,
            rule: "an \(names) address with a port from 1 to 65535 and without a user, or empty"
        ) { text in
            if text.isEmpty { return .some(nil) }
            return ServerAddress(text, schemes: schemes).map { .some($0) }
        }
    }
}
