internal import Foundation
internal import Ground

/// What was decided when the hub was made.
struct HubSettings: Codable, Sendable {
    /// Host names and addresses that devices use; the first one goes into invitations.
    let names: [String]

    /// - Throws: ``Fault`` `hub.name` unless there is a name, and all are DNS names or addresses.
    init(names: [String]) throws(Fault) {
        let marks = Set("0123456789-.:".unicodeScalars)
        for name in names {
            let isPlain = name.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || marks.contains($0))
            }
            guard isPlain, (1...253).contains(name.utf8.count) else {
                throw Fault("hub.name", "'\(name.prefix(80))' is no host name or address; name the hub otherwise")
            }
        }
        guard !names.isEmpty else { throw Fault("hub.name", "a hub needs a name that devices can reach it by") }
        self.names = names
    }

    static func read(_ folder: HubFolder) throws(Fault) -> HubSettings {
        let data: Data
        do { data = try DurableFile.read(folder.settings, limit: 65_536) } catch  where error.code == "disk.missing" {
            throw Fault(
                "hub.missing", "\(folder.root.path) is not a hub; make one with ridgeline-hub init --data DIR")
        }
        return try WireJSON.decode(from: data, limit: 65_536, naming: folder.settings.path)
    }

    func write(_ folder: HubFolder) throws(Fault) {
        try DurableFile.write(try WireJSON.encode(self), to: folder.settings, permissions: 0o600)
    }
}
