internal import CaseMessages
internal import Ground

extension FuzzTarget {
    /// A hit before sealing, of every form: what is read is written in the newest, and read the same again.
    static let hit = FuzzTarget("hit") { bytes in
        guard let hit = try? HitMessage(decoding: WipingBytes(bytes)) else { return }
        // Written anew what it says may be longer than a hit may be.
        guard let written = try? hit.encoded() else { return }
        guard let again = try? HitMessage(decoding: written) else {
            preconditionFailure("a hit that was read and written cannot be read again")
        }
        precondition(again.statement == hit.statement, "what the hit says has changed")
        precondition(again.samples.map(\.picture.count) == hit.samples.map(\.picture.count), "a picture got lost")
    }
}
