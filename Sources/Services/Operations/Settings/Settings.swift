internal import Configuration
public import Foundation
public import Ground
internal import SystemPackage
internal import Yams

/// The settings of one program in force: environment over file over defaults.
///
/// Thread-safe: immutable; a daemon reads its settings once, at the start.
public struct Settings: Sendable {
    /// In the order of their definition.
    public let effective: [EffectiveSetting]
    private let values: [String: String]

    /// Reads and judges everything at once, so that a wrong value stops the start and not the night shift.
    ///
    /// - Parameters:
    ///   - program: prefix of the environment's names: `ridgelined` reads `RIDGELINED_KIOSK_PORT` for `kiosk.port`.
    ///   - file: a YAML file; nil where there is none.
    ///   - environment: names and values, usually the process's own.
    /// - Throws: ``Fault`` `config.missing`, `config.malformed`, `config.unknownKey`, `config.value`.
    public init(
        program: String, definitions: [Setting], file: URL?,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws(Fault) {
        let fromFile = try await Self.reader(of: file, definitions: definitions)
        let variables = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment))
        var effective: [EffectiveSetting] = []
        for setting in definitions {
            let name = Self.variable(program: program, key: setting.key)
            let found: EffectiveSetting
            if let value = variables.string(forKey: ConfigKey([name])) {
                found = EffectiveSetting(key: setting.key, value: value, source: "environment \(name)")
            } else if let file, let value = fromFile?.string(forKey: ConfigKey(setting.key)) {
                found = EffectiveSetting(key: setting.key, value: value, source: "file \(file.path)")
            } else {
                found = EffectiveSetting(key: setting.key, value: setting.standard, source: "default")
            }
            if let objection = setting.objection(to: found.value) {
                throw Fault(
                    .configValue,
                    "\(setting.key) is '\(found.value)' (\(found.source)), but it \(objection); correct it")
            }
            effective.append(found)
        }
        self.effective = effective
        values = Dictionary(effective.map { ($0.key, $0.value) }) { first, _ in first }
    }

    /// The environment's name of a setting: `ridgeline-link`, `poll.seconds` is `RIDGELINE_LINK_POLL_SECONDS`.
    public static func variable(program: String, key: String) -> String {
        String("\(program).\(key)".uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 })
    }

    public func text(_ key: String) -> String { values[key] ?? "" }
    public func whole(_ key: String) -> Int { Int(text(key)) ?? 0 }
    public func number(_ key: String) -> Double { Double(text(key)) ?? 0 }
    public func flag(_ key: String) -> Bool { text(key) == "true" }
    /// A number of seconds as a duration.
    public func seconds(_ key: String) -> Duration { .milliseconds(Int64(number(key) * 1000)) }

    private static func reader(of file: URL?, definitions: [Setting]) async throws(Fault) -> ConfigReader? {
        guard let file else { return nil }
        let data = try DurableFile.read(file, limit: 1 << 20)
        try refuseUnknownKeys(in: data, of: file, definitions: definitions)
        do {
            return ConfigReader(provider: try await FileProvider<YAMLSnapshot>(filePath: FilePath(file.path)))
        } catch {
            throw Fault(.configMalformed, "\(file.path) is not a configuration file; see the sample", cause: error)
        }
    }

    /// A misspelt key would otherwise be a silent default.
    private static func refuseUnknownKeys(in data: Data, of file: URL, definitions: [Setting]) throws(Fault) {
        let root: Node?
        do { root = try Yams.compose(yaml: String(decoding: data, as: UTF8.self)) } catch {
            throw Fault(.configMalformed, "\(file.path) is not YAML; correct the line named", cause: error)
        }
        let known = Set(definitions.map(\.key))
        for key in keys(of: root, below: "") where !known.contains(key) {
            throw Fault(
                .configUnknownKey,
                "\(file.path) sets '\(key)', which does not exist; known are \(known.sorted().joined(separator: ", "))")
        }
    }

    private static func keys(of node: Node?, below prefix: String) -> [String] {
        guard let mapping = node?.mapping else { return prefix.isEmpty ? [] : [String(prefix.dropLast())] }
        return mapping.flatMap { keys(of: $0.value, below: prefix + ($0.key.string ?? "?") + ".") }
    }
}
