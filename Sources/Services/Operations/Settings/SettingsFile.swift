internal import Foundation
internal import Ground
internal import Yams

/// A program's settings as a YAML file states them: groups of keys with one value each.
enum SettingsFile {
    /// Values by dotted key.
    ///
    /// - Parameter known: what may be set; a misspelt key would otherwise be a silent default.
    /// - Throws: ``Fault`` `disk.missing`, `disk.read`, `config.malformed`, `config.unknownKey`, `config.value`.
    static func read(_ file: URL, known: [String]) throws(Fault) -> [String: String] {
        guard let text = String(validating: try DurableFile.read(file, limit: 1 << 20), as: UTF8.self) else {
            throw Fault(.configMalformed, "\(file.path) is not text in UTF-8; save it as that")
        }
        let root: Node?
        // Editors of other systems begin a file with a mark (YAML 1.2, section 5.2).
        do { root = try Yams.compose(yaml: String(text.unicodeScalars.drop { $0 == "\u{FEFF}" })) } catch {
            throw Fault(.configMalformed, "\(file.path) is not YAML; correct the line named", cause: error)
        }
        var values: [String: String] = [:]
        if let root { try collect(root, below: [], into: &values, of: file, known: Set(known)) }
        return values
    }

    private static func collect(
        _ node: Node, below path: [String], into values: inout [String: String], of file: URL, known: Set<String>
    ) throws(Fault) {
        if let group = node.mapping {
            for (name, value) in group {
                try collect(value, below: path + [name.string ?? "?"], into: &values, of: file, known: known)
            }
            return
        }
        let key = path.joined(separator: ".")
        guard !path.isEmpty else {
            throw Fault(.configMalformed, "\(file.path) has no keys; see the sample")
        }
        guard known.contains(key) else {
            throw Fault(
                .configUnknownKey,
                "\(file.path) sets '\(key)', which does not exist; known are \(known.sorted().joined(separator: ", "))")
        }
        guard let scalar = node.scalar, node.tag != Tag(.null), values[key] == nil else {
            throw Fault(.configValue, "\(file.path) gives '\(key)' not exactly one value; correct or remove the line")
        }
        values[key] = scalar.string
    }
}
