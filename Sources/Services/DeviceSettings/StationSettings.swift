internal import Capture
internal import Encounters
public import Ground
internal import Identification
public import Logging
public import Operations

/// What can be configured of `ridgelined`.
///
/// How a print is judged by default, the policies say: ``DecisionPolicy``, ``AcquisitionPolicy``, ``ExpiredLists``.
public struct StationSettings: ProgramSettings {
    public static let program = "ridgelined"
    public init() {}
    private static let decision = DecisionPolicy.standard
    private static let acquisition = AcquisitionPolicy()

    public let state = Setting(
        "state", default: "/var/lib/ridgeline", "The state directory, shared with the link.")
    public let reader = Setting(
        "reader", default: "auto",
        "'auto', 'emulated', 05ba:000a, or vendor:PATH; several as 05ba:000a:SERIAL1,05ba:000a:SERIAL2.")
    public let camera = Setting(
        "camera", default: "none",
        "'none', 'auto', 'emulated', a path such as /dev/v4l/by-id/…, or a name such as 046d:0825.")
    public let officer = Setting("officer", default: "unassigned", "Who is on duty until the kiosk says otherwise.")
    public let purpose = Setting("purpose", default: "border-check", "The purpose written into hits.")
    public let kioskPort = Setting(
        "kiosk.port", 0...65535, default: 8420, "Port of the officer's page, on loopback only.")
    public let kioskUser = Setting(
        "kiosk.user", default: "",
        "User of the browser that shows the officer's page, besides root and the station's own; others are turned away."
    )
    public let kioskDoor = Setting(
        "kiosk.door", default: "",
        "Folder for the key that opens the officer's page, which the kiosk's user can read; empty: station/door.")
    public let red = Setting(
        "search.red", 1e-9...0.1, default: decision.hit, "False positives per search for red, at most.")
    public let yellow = Setting(
        "search.yellow", 1e-9...0.5, default: decision.inconclusive, "False positives per search for yellow.")
    public let searchThreads = Setting(
        "search.threads", 1...64, default: 2, "Threads of an extraction, and of a search.")
    public let minimumQuality = Setting(
        "quality.minimum", 0...100, default: 20, "Prints below this are asked for again.")
    public let enoughQuality = Setting(
        "quality.enough", 0...100, default: acquisition.enough, "A print this good ends the capture.")
    public let captureTime = Setting(
        "quality.time", milliseconds: 0...5000, default: acquisition.time, "Milliseconds to look for a better print.")
    public let attempts = Setting(
        "quality.attempts", 1...3, default: acquisition.attempts, "Attempts per traveller (TR-03121: at most 3).")
    public let plan = Setting(
        "encounter.plan", default: Plan.walkUp.description,
        "What is taken of a traveller: walk-up (any finger), two-index, four-fingers or ten; +document, +portrait.")
    public let silence = Setting(
        "encounter.silence", seconds: 5...3600, default: Plan.silence,
        "Seconds without the next finger after which an encounter is over.")
    public let expiredLists = Setting(
        "lists.expired", among: ExpiredLists.allCases, default: .standard,
        "Lists whose signature has expired: 'search' them and say so in every answer, or 'stop'.")
    public let logLevel = Setting(
        "log.level", among: Logger.Level.configurable, default: .info, "Least level that is written.")

    public static func judge(_ settings: Settings<Self>) throws(Fault) {
        try settings.demand(\.red, "must not be above", \.yellow) { $0 <= $1 }
        try settings.demand(\.minimumQuality, "must not be above", \.enoughQuality) { $0 <= $1 }
    }
}
