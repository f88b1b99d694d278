internal import Ground
internal import Synchronization

/// Places for those who watch something for long; one is free again as soon as its ``Seat`` is let go.
///
/// Thread-safe.
final class Seats: Sendable {
    private let most: Int
    private let what: String
    private let taken = Mutex(0)

    /// - Parameter what: what is watched, for the one who gets no place.
    init(_ most: Int, of what: String) {
        self.most = most
        self.what = what
    }

    /// - Throws: ``Fault`` `kiosk.busy` when all are taken.
    func take() throws(Fault) -> Seat {
        let isFree = taken.withLock { taken in
            guard taken < most else { return false }
            taken += 1
            return true
        }
        guard isFree else { throw Fault(.kioskBusy, "too many watch \(what); close other pages") }
        return Seat { self.taken.withLock { $0 -= 1 } }
    }

    /// Given back when the answer is over, whether or not it ever began.
    final class Seat: Sendable {
        private let leave: @Sendable () -> Void
        init(_ leave: @escaping @Sendable () -> Void) { self.leave = leave }
        deinit { leave() }
    }
}
