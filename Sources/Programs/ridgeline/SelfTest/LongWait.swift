import Foundation
import Ground

/// What waits for the centre for longer than a link takes that works: it tries again each minute at least.
struct LongWait {
    /// Seconds.
    private static let usual = 600.0

    private let oldest: Timestamp
    private let minutes: Int

    /// - Parameter oldest: when the oldest item was queued; nil where none waits.
    /// - Returns: nil where nothing waits for long.
    init?(_ oldest: Timestamp?, now: Date) {
        guard let oldest, case let waited = now.timeIntervalSince(oldest.date), waited > Self.usual else { return nil }
        (self.oldest, minutes) = (oldest, Int(waited / 60))
    }

    var words: String { "an item of \(oldest) has waited for \(minutes) minutes and is not at the centre" }
}
