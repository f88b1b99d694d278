import Ground
import Hub
import Logging
import Operations

/// What can be configured of the server.
struct ServeSettings: ProgramSettings {
    static let program = "ridgeline-hub"
    private static let standard = HubServer.Configuration()

    let address = Setting("address", default: standard.address, "Which of this machine's addresses to listen at.")
    let enrolmentPort = Setting(
        "enrolment.port", 0...65535, default: standard.enrolmentPort,
        "Port to enrol at; 0 keeps the port of the last time, or takes any free one the first time.")
    let devicePort = Setting(
        "device.port", 0...65535, default: standard.devicePort, "Port for enrolled devices; 0 as above.")
    let enrolmentURL = Setting(
        "enrolment.url", schemes: [.https],
        "What invitations say instead of this process's address: that of a load balancer.")
    let deviceURL = Setting("device.url", schemes: [.https], "As above, for enrolled devices.")
    let connections = Setting(
        "connections", 1...100_000, default: standard.connections, "Connections at once, at each port.")
    let strangers = Setting(
        "strangers", 1...100_000, default: standard.strangers,
        "Connections at once, beside them, of those at the device port who have not yet shown a certificate.")
    let handshakeTimeout = Setting(
        "handshake.seconds", seconds: 1...600, default: standard.handshakeTimeout,
        "How long a connection may take to say who it is.")
    let quotaItems = Setting(
        "quota.items", 64...100_000_000, default: standard.quota.items,
        "New items that one device may send within an hour.")
    let quotaMegabytes = Setting(
        "quota.megabytes", 4...1_000_000, default: standard.quota.bytes >> 20,
        "MiB of new items that one device may send within an hour.")
    let listKeyDays = Setting(
        "list.key.days", 1...3650, default: Int(standard.listKeyAge / .seconds(86_400)),
        "How old the key of a list becomes; then it gets another.")
    let pieceDays = Setting(
        "piece.days", 1...3650, default: Int(standard.pieceAge / .seconds(86_400)),
        "How long a piece of a picture waits for a hit that names it; then it is removed.")
    let idleTimeout = Setting(
        "idle.seconds", seconds: 1...3600, default: standard.idleTimeout, "How long a connection may be silent.")
    let requestTimeout = Setting(
        "request.seconds", seconds: 1...3600, default: standard.requestTimeout,
        "How long a request's body may take to arrive.")
    let logLevel = Setting(
        "log.level", among: Logger.Level.configurable, default: .info, "Least level that is written.")

    static func judge(_ settings: Settings<Self>) throws(Fault) {
        try settings.demand(\.enrolmentPort, "must not be the same as", \.devicePort) { $0 != $1 || $0 == 0 }
        try settings.demand(\.enrolmentURL, "must not be the same as", \.deviceURL) { $0 != $1 || $0 == nil }
    }
}
