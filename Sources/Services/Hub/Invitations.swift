public import DeviceIdentity
internal import Foundation
public import Ground

extension Hub {
    /// Invites one device: the file that a technician takes there (docs/protocol.md, "Invitation").
    ///
    /// - Parameter rights: which lists the device may have.
    /// - Throws: ``Fault`` `hub.notServed` when the server has not yet chosen its ports, `hub.list`, `hub.database`.
    public func invite(until expires: Timestamp, _ rights: ListRights = .all) async throws(Fault) -> Invitation {
        try check(rights, among: try await lists())
        let ports = try ListeningPorts.read(folder)
        return Invitation(
            enrolmentURL: try url(port: ports.enrolment, or: ports.enrolmentURL),
            deviceURL: try url(port: ports.device, or: ports.deviceURL),
            authority: try authorities.bundle,
            code: try await invitations.invite(until: expires, rights),
            expires: expires)
    }

    /// The address of one of this hub's listeners, as devices name it.
    ///
    /// - Parameter balancer: stands in front, and is named instead.
    func url(port: Int, or balancer: ServerAddress? = nil) throws(Fault) -> ServerAddress {
        if let balancer { return balancer }
        guard let address = ServerAddress(.https, host: settings.host, port: port) else {
            throw Fault(.hubHost, "'\(settings.host)' in hub.json cannot be part of an address; correct it")
        }
        return address
    }
}
