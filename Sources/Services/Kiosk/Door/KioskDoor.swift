public import DeviceSettings

/// Where the officer's page is served, to whom, and what opens it.
public struct KioskDoor: Sendable {
    let port: Int
    let sockets: [Int32]
    let users: Set<UInt32>
    let key: KioskKey

    /// - Parameters:
    ///   - port: on loopback, of the address that the browser knows.
    ///   - sockets: what listens there already, held by systemd, so that nobody else can take the port while the station is
    ///     down. Empty to listen at 127.0.0.1 itself.
    ///   - users: who may open connections, by their numbers.
    ///   - key: what every request must show, or what was got for it.
    public init(port: Int, sockets: [Int32] = [], users: Set<UInt32>, key: KioskKey) {
        self.port = port
        self.sockets = sockets
        self.users = users
        self.key = key
    }
}
