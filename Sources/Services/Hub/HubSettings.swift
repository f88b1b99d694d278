internal import Foundation
internal import Ground

/// What was decided when the hub was made.
struct HubSettings: Codable, Sendable, Equatable {
    /// What people call the centre.
    let title: String
    /// Host names and addresses that devices use, at least one.
    let hosts: [String]
    /// The one that goes into invitations.
    var host: String { hosts[0] }
    /// The PostgreSQL server that holds the records; nil for the SQLite file of the folder.
    var database: String?

    /// - Throws: ``Fault`` `hub.host` unless there is one and all are DNS names or addresses, `hub.title`.
    init(title: String, hosts: [String], database: String? = nil) throws(Fault) {
        for name in hosts where !ServerAddress.isHost(name) {
            throw Fault(.hubHost, "'\(name.prefix(80))' is no host name or address; give another host")
        }
        guard !hosts.isEmpty else { throw Fault(.hubHost, "a hub needs a host name that devices can reach it by") }
        guard (1...200).contains(title.utf8.count) else {
            throw Fault(.hubTitle, "the centre's name must have 1 to 200 bytes; choose another")
        }
        self.title = title
        self.hosts = hosts
        self.database = database
    }

    /// What was written by hand is held to the same.
    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            title: members.decode(String.self, forKey: .title), hosts: members.decode([String].self, forKey: .hosts),
            database: members.decodeIfPresent(String.self, forKey: .database))
    }

    /// - Throws: ``Fault`` `hub.missing`, `hub.lost` where they are damaged, `disk.read`.
    static func read(_ folder: HubFolder) throws(Fault) -> HubSettings {
        let data: Data
        do { data = try DurableFile.read(folder.settings, limit: 65_536) } catch  where error.code == .diskMissing {
            throw missing(folder)
        }
        do { return try WireJSON.decode(from: data, limit: 65_536, naming: folder.settings.path) } catch {
            throw Fault(
                .hubLost,
                "\(folder.settings.path) holds no settings of a hub: put it back from the hub's backup, or mend what was "
                    + "written into it by hand; nothing is put in its place", cause: error.cause)
        }
    }

    private static func missing(_ folder: HubFolder) -> Fault {
        let parts = folder.parts
        guard !folder.isUnfinished else {
            return Fault(
                .hubMissing, "\(folder.root.path) is a hub whose ridgeline-hub init was interrupted; repeat it")
        }
        guard !parts.isEmpty else {
            return Fault(
                .hubMissing, "\(folder.root.path) is not a hub; make one with ridgeline-hub init --data DIR")
        }
        return Fault(
            .hubMissing,
            "\(folder.settings.path) is gone, and \(parts.joined(separator: ", ")) of a hub are there: put back from the "
                + "hub's backup what is gone of it; a new hub needs a folder of its own")
    }

    func write(_ folder: HubFolder) throws(Fault) {
        try DurableFile.write(try WireJSON.encode(self), to: folder.settings, permissions: 0o600)
    }
}
