internal import Foundation
public import Ground

/// The ports that the two listeners have, kept so that a restarted hub is found where it was.
public struct ListeningPorts: Codable, Sendable, Equatable {
    public let enrolment: Int
    public let device: Int
    /// What devices are told instead, where a load balancer stands in front of several hubs.
    public var enrolmentURL: ServerAddress?
    public var deviceURL: ServerAddress?

    /// - Throws: ``Fault`` `hub.notServed` where nothing was served yet, `json.invalid`.
    static func read(_ folder: HubFolder, _ instance: String? = nil) throws(Fault) -> ListeningPorts {
        let data: Data
        do { data = try DurableFile.read(folder.ports(instance), limit: 4096) } catch
            where error.code == .diskMissing
        {
            throw Fault(.hubNotServed, "the hub has never served; start ridgeline-hub serve --data DIR first")
        }
        do { return try WireJSON.decode(from: data, limit: 4096, naming: folder.ports(instance).path) } catch {
            throw Fault(
                error.code,
                "\(folder.ports(instance).path) does not say where the hub listens: put it back from the hub's backup, or "
                    + "name both ports: ridgeline-hub serve --enrolment-port PORT --device-port PORT",
                cause: error.cause)
        }
    }

    func write(_ folder: HubFolder, _ instance: String?) throws(Fault) {
        try DurableFile.write(try WireJSON.encode(self), to: folder.ports(instance), permissions: 0o600)
    }
}
