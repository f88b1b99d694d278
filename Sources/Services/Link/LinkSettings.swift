public import Ground
public import Logging
public import Operations

/// What can be configured of `ridgeline-link`.
public struct LinkSettings: ProgramSettings {
    public static let program = "ridgeline-link"
    public init() {}
    private static let standard = Link.Configuration()

    public let state = Setting(
        "state", default: "/var/lib/ridgeline", "The state directory, shared with the station.")
    public let hubURL = Setting(
        "hub.url", schemes: [.https], "Address of the hub, where it is not the one given at provisioning.")
    public let enrolmentURL = Setting(
        "hub.enrolment", schemes: [.https],
        "Address where the hub renews certificates, where it is not the one given at provisioning.")
    public let mirrorURL = Setting(
        "lists.mirror", schemes: [.http, .https],
        "Address of a site's copy of the list files (with metadata/ and targets/), asked before the hub.")
    public let pollInterval = Setting(
        "poll.seconds", seconds: 0.1...86400, default: standard.pollInterval,
        "Time between two looks for news at the centre: lists, list keys, messages.")
    public let uploadInterval = Setting(
        "upload.seconds", seconds: 0.05...60, default: standard.uploadInterval,
        "Time between two looks into the outbox.")
    public let logLevel = Setting(
        "log.level", among: Logger.Level.configurable, default: .info, "Least level that is written.")

    public static func judge(_ settings: Settings<Self>) throws(Fault) {
        // Two listeners of the hub.
        try settings.demand(\.hubURL, "must not be the same as", \.enrolmentURL) { $0 != $1 || $0 == nil }
    }
}
