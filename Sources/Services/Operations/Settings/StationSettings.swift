/// What can be configured of `ridgelined`.
public enum StationSettings {
    public static let program = "ridgelined"
    public static let definitions = [
        Setting("state", .text, default: "/var/lib/ridgeline", "The state directory, shared with the link."),
        Setting("reader", .text, default: "auto", "'auto', 'emulated', 05ba:000a, or vendor:PATH."),
        Setting(
            "camera", .text, default: "none",
            "'none', 'auto', 'emulated', a path such as /dev/v4l/by-id/…, or a name such as 046d:0825."),
        Setting("officer", .text, default: "unassigned", "Who is on duty until the kiosk says otherwise."),
        Setting("purpose", .text, default: "border-check", "The purpose written into hits."),
        Setting("kiosk.port", .whole(0...65535), default: "8420", "Port of the officer's page, on loopback only."),
        Setting("search.red", .number(1e-9...0.1), default: "0.0001", "False positives per search for red, at most."),
        Setting("search.yellow", .number(1e-9...0.5), default: "0.01", "False positives per search for yellow."),
        Setting("search.threads", .whole(1...64), default: "2", "Threads of a search."),
        Setting("quality.minimum", .whole(0...100), default: "20", "Prints below this are asked for again."),
        Setting("quality.enough", .whole(0...100), default: "75", "A print this good ends the capture."),
        Setting("quality.time", .whole(0...5000), default: "400", "Milliseconds to look for a better print."),
        Setting("quality.attempts", .whole(1...3), default: "3", "Attempts per traveller (TR-03121: at most 3)."),
        Setting(
            "lists.expired", .choice(["search", "stop"]), default: "search",
            "Lists whose signature has expired: 'search' them and say so in every answer, or 'stop'."),
        Setting("log.level", .choice(logLevels), default: "info", "Least level that is written."),
    ]
    static let logLevels = ["debug", "info", "notice", "warning", "error"]
}
