/// What the link does again and again.
enum LinkTask: String, Sendable {
    case lists, uploads
    case wantedLists = "wanted lists"
    /// What the copy of the lists is without.
    case missingLists = "missing lists"
    case listKeys = "list keys"
    case messages, health, clock, renewal

    /// The longest pause after faults: few devices have something to upload, and that is urgent; all have the rest to
    /// ask, and that can wait.
    var longestPause: Duration { self == .uploads ? LinkTaskLoop.urgent : LinkTaskLoop.patient }
}
