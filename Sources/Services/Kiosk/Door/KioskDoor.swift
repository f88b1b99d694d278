public import DeviceSettings

/// Where the officer's page is served, and what opens it.
public struct KioskDoor: Sendable {
    let port: Int
    let socket: String?
    let key: KioskKey

    /// - Parameters:
    ///   - port: on 127.0.0.1, of the address that the browser knows.
    ///   - socket: the Unix socket to listen at instead, where systemd holds the port and hands connections on: nobody else
    ///     can take the port while the station is down. nil to listen at the port itself.
    ///   - key: what every request must show.
    public init(port: Int, socket: String? = nil, key: KioskKey) {
        self.port = port
        self.socket = socket
        self.key = key
    }
}
