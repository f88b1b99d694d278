/// The commented YAML file of a program, made from its definitions so that the two cannot differ.
public enum SampleFile {
    /// Every setting with its meaning, its environment variable and its default.
    public static func text(program: String, definitions: [Setting]) -> String {
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
            let variable = Settings.variable(program: program, key: setting.key)
            let value = setting.standard.isEmpty ? "''" : setting.standard
            lines.append("\(indent)# \(setting.meaning) [\(variable)]")
            lines.append("\(indent)\(path.last ?? ""): \(value)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
