internal import CaseMessages
internal import Foundation
internal import Ground

extension Hub {
    /// Removes pieces of pictures that no hit has named although they have been here so long; each piece is looked at once.
    ///
    /// A piece stays whose hit is here and cannot be opened, and one that cannot be opened itself is quarantined.
    ///
    /// - Parameter age: seconds since it came.
    /// - Returns: how many pieces are gone.
    /// - Throws: ``Fault`` `hub.database`; `hub.clock` while the clock is in doubt: nothing is removed then.
    func removePieces(olderThan age: TimeInterval) async throws(Fault) -> Int {
        try await clock.check()
        let before = Timestamp(now().date - age)
        var (last, removed) = (Int64(0), 0)
        while let piece = try await items.nextSealed(.attachment, after: last, before: before) {
            last = piece.sequence
            switch try await place(of: piece) {
            case .named: _ = try await store.transaction { try ItemStore.open(piece.sequence, in: $0) }
            case .unknown: break
            case .broken: try await quarantine(piece)
            case .nowhere:
                try await store.transaction { try ItemStore.remove(piece.sequence, in: $0) }
                removed += 1
            }
        }
        metrics.removed(pieces: removed)
        return removed
    }

    /// Where a piece belongs.
    private enum Place { case named, nowhere, unknown, broken }

    private func place(of item: Item) async throws(Fault) -> Place {
        let piece: AttachmentPiece
        do { piece = try AttachmentPiece(decoding: opened(item)) } catch { return .broken }
        guard let hit = try await items.find(piece.hit, of: .hit, from: item.device) else { return .nowhere }
        guard let message = try? message(in: hit) else { return .unknown }
        let named = message.samples.contains { $0.facts.picture?.attachment?.pieces.contains(item.identifier) == true }
        return named ? .named : .nowhere
    }
}
