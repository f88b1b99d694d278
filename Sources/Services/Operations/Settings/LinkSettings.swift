/// What can be configured of `ridgeline-link`.
public enum LinkSettings {
    public static let program = "ridgeline-link"
    public static let definitions = [
        Setting("state", .text, default: "/var/lib/ridgeline", "The state directory, shared with the station."),
        Setting("hub.url", .text, default: "", "Address of the hub, where it is not the one given at provisioning."),
        Setting(
            "hub.enrolment", .text, default: "",
            "Address where the hub renews certificates, where it is not the one given at provisioning."),
        Setting(
            "lists.mirror", .text, default: "",
            "Address of a site's copy of the list files (with metadata/ and targets/), asked before the hub."),
        Setting("poll.seconds", .number(0.1...86400), default: "30", "Time between two looks for new lists."),
        Setting("upload.seconds", .number(0.05...60), default: "1", "Time between two looks into the outbox."),
        Setting("log.level", .choice(StationSettings.logLevels), default: "info", "Least level that is written."),
    ]
}
