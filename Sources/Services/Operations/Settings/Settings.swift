public import Foundation
public import Ground

/// The settings of one program in force: options over environment over file over defaults.
///
///     let settings = try Settings<StationSettings>(file: URL(filePath: "/etc/ridgeline/station.yaml"))
///     let threads = settings.searchThreads
///
/// Thread-safe: immutable; a daemon reads its settings once, at the start.
@dynamicMemberLookup
public struct Settings<Program: ProgramSettings>: Sendable {
    /// In the order of their definition.
    public let effective: [EffectiveSetting]
    private let program = Program()
    private let texts: [String: String]

    /// Reads and judges everything at once, so that a wrong value stops the start and not the night shift.
    ///
    /// - Parameters:
    ///   - file: a YAML file; nil where there is none.
    ///   - options: what the command line says, by key; nil where it says nothing. `device.port` is `--device-port` there.
    ///   - environment: names and values, usually the process's own.
    /// - Throws: ``Fault`` `disk.missing`, `disk.read`, `config.malformed`, `config.unknownKey`, `config.value`.
    public init(
        file: URL?, options: [String: String?] = [:],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(Fault) {
        let definitions = Program.definitions
        try Self.refuseUnknown(environment, known: Set(definitions.map { Program.variable($0.key) }))
        let written = try file.map { file throws(Fault) in
            try SettingsFile.read(file, known: definitions.map(\.key))
        }
        var effective: [EffectiveSetting] = []
        for setting in definitions {
            let name = Program.variable(setting.key)
            let (text, source) =
                if case .some(.some(let value)) = options[setting.key] {
                    (value, "option --\(setting.key.replacing(".", with: "-"))")
                } else if let value = environment[name] {
                    (value, "environment \(name)")
                } else if let file, let value = written?[setting.key] {
                    (value, "file \(file.path)")
                } else {
                    (setting.standard, "default")
                }
            guard setting.allows(text) else {
                throw Fault(
                    .configValue,
                    "\(setting.key) is '\(text)' (\(source)), but it must be \(setting.rule); correct it")
            }
            effective.append(EffectiveSetting(key: setting.key, value: text, source: source))
        }
        self.effective = effective
        texts = Dictionary(effective.map { ($0.key, $0.value) }) { first, _ in first }
        try Program.judge(self)
    }

    /// A misspelt name would otherwise be a silent default.
    private static func refuseUnknown(_ environment: [String: String], known: Set<String>) throws(Fault) {
        let mine = environment.keys.filter { $0.hasPrefix(Program.variable("")) }
        guard let name = mine.sorted().first(where: { !known.contains($0) }) else { return }
        throw Fault(
            .configUnknownKey,
            "the environment sets \(name), which does not exist; known are \(known.sorted().joined(separator: ", "))")
    }

    /// Two settings that must fit each other:
    ///
    ///     try settings.demand(\.red, "must not be above", \.yellow) { $0 <= $1 }
    ///
    /// - Throws: ``Fault`` `config.value` naming both, with where each comes from.
    public func demand<Value>(
        _ one: KeyPath<Program, Setting<Value>>, _ rule: String, _ other: KeyPath<Program, Setting<Value>>,
        _ holds: (Value, Value) -> Bool
    ) throws(Fault) {
        guard !holds(self[dynamicMember: one], self[dynamicMember: other]) else { return }
        let said = [program[keyPath: one].key, program[keyPath: other].key].map { key in
            let setting = effective.first { $0.key == key }
            return "\(key), which is '\(setting?.value ?? "")' (\(setting?.source ?? ""))"
        }
        throw Fault(.configValue, "\(said[0]), \(rule) \(said[1]); correct one of them")
    }

    /// The value in force of a setting of the program: `settings.kioskPort`.
    public subscript<Value>(dynamicMember setting: KeyPath<Program, Setting<Value>>) -> Value {
        let setting = program[keyPath: setting]
        guard let text = texts[setting.key], let value = setting.read(text) else {
            preconditionFailure("\(setting.key) is no stored property of \(Program.self), whose values were judged")
        }
        return value
    }
}

/// A setting as it is in force, and where it came from.
public struct EffectiveSetting: Sendable, Codable, Equatable {
    public let key: String
    public let value: String
    /// `default`, `file PATH`, `environment NAME` or `option --NAME`.
    public let source: String
}
