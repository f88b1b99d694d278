public import Ground

/// What can be configured of one program: every stored property is a ``Setting``.
public protocol ProgramSettings: Sendable {
    /// The program's name, which the names in the environment begin with.
    static var program: String { get }
    init()
    /// Judges settings together, each of which is allowed by itself.
    ///
    /// - Throws: ``Fault`` `config.value` where two contradict each other; see ``Settings/demand(_:_:_:_:)``.
    static func judge(_ settings: Settings<Self>) throws(Fault)
}

extension ProgramSettings {
    /// None of them can contradict another.
    public static func judge(_ settings: Settings<Self>) throws(Fault) {}

    /// In the order of their declaration: a property that is declared is known, so that none can be forgotten.
    public static var definitions: [any SettingDefinition] {
        Mirror(reflecting: Self()).children.compactMap { $0.value as? any SettingDefinition }
    }

    /// The environment's name of a setting: of `ridgeline-link`, `poll.seconds` is `RIDGELINE_LINK_POLL_SECONDS`.
    public static func variable(_ key: String) -> String {
        String("\(program).\(key)".uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 })
    }

    /// A commented YAML file of all settings with their defaults.
    public static var sampleFile: String {
        var lines = [
            "# Settings of \(program). Every default is safe: change only what your site needs.",
            "# The environment variable in brackets overrides a line.",
        ]
        var section = ""
        for setting in definitions {
            let path = setting.key.split(separator: ".", maxSplits: 1).map(String.init)
            let nested = path.count == 2
            if path[0] != section {
                section = path[0]
                lines += nested ? ["", "\(section):"] : [""]
            }
            let indent = nested ? "  " : ""
            let value = setting.standard.isEmpty ? "''" : setting.standard
            lines.append("\(indent)# \(setting.meaning) [\(variable(setting.key))]")
            lines.append("\(indent)\(path.last ?? ""): \(value)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
