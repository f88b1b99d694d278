/// What the link does again and again.
enum LinkTask: String, Sendable {
    case lists, uploads
    /// In which the link leaves things for the station.
    case folders
    case wantedLists = "wanted lists"
    /// What the copy of the lists is without.
    case missingLists = "missing lists"
    case listKeys = "list keys"
    case messages, health, clock, renewal

    /// The longest pause after faults: few devices have something to upload, and that is urgent, as are the folders
    /// for it; all have the rest to ask, and that can wait.
    var longestPause: Duration { [.uploads, .folders].contains(self) ? LinkTaskLoop.urgent : LinkTaskLoop.patient }
}
