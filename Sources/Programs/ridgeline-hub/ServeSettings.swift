import Operations

/// What can be configured of the server.
enum ServeSettings {
    static let program = "ridgeline-hub"
    static let definitions = [
        Setting("address", .text, default: "127.0.0.1", "Which of this machine's addresses to listen at."),
        Setting(
            "enrolment.port", .whole(0...65535), default: "0",
            "Port to enrol at; 0 keeps the port of the last time, or takes any free one the first time."),
        Setting("device.port", .whole(0...65535), default: "0", "Port for enrolled devices; 0 as above."),
        Setting(
            "enrolment.url", .text, default: "",
            "What invitations say instead of this process's address: that of a load balancer."),
        Setting("device.url", .text, default: "", "As above, for enrolled devices."),
        Setting("connections", .whole(1...100_000), default: "2000", "Connections at once, at each port."),
        Setting("idle.seconds", .number(1...3600), default: "75", "How long a connection may be silent."),
        Setting("request.seconds", .number(1...3600), default: "60", "How long a request's body may take to arrive."),
        Setting(
            "log.level", .choice(["debug", "info", "notice", "warning", "error"]), default: "info",
            "Least level that is written."),
    ]
}
