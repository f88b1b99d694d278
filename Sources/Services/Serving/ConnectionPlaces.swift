public import NIOCore
internal import Synchronization

/// Who has a connection. Strangers have places apart from those who have proved who they are, so that they never take
/// these; and when there is no place left for one more, whoever holds most loses the oldest.
///
/// Thread-safe.
public final class ConnectionPlaces: Sendable {
    private struct Guest {
        let channel: any Channel
        /// An address, or who it was proved to be.
        let name: String
    }

    private struct State {
        var strangers: [Guest] = []
        var known: [Guest] = []
    }

    private let strangers: Int
    private let known: Int
    private let knownOfOneName: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - strangers: places for those who have not said yet who they are.
    ///   - known: places for those who have; while all are taken nobody is let in, see ``isFree``.
    ///   - knownOfOneName: places of one of them.
    public init(strangers: Int, known: Int, knownOfOneName: Int) {
        self.strangers = strangers
        self.known = known
        self.knownOfOneName = knownOfOneName
    }

    /// Whether one more connection is to be accepted.
    public var isFree: Bool { state.withLock { $0.known.count < known } }

    /// Gives a new connection its place among the strangers.
    public func arrive(_ channel: any Channel, from address: String) {
        state.withLock { state -> (any Channel)? in
            state.strangers.append(Guest(channel: channel, name: address))
            guard state.strangers.count > strangers else { return nil }
            return Self.removeOldest(of: Self.greediest(state.strangers), from: &state.strangers)
        }?.close(promise: nil)
    }

    /// A connection has proved whose it is; once is enough. One that has lost its place meanwhile, or has left, gets none.
    public func recognise(_ channel: any Channel, as name: String) {
        state.withLock { state -> (any Channel)? in
            guard Self.remove(channel, from: &state.strangers) else { return nil }
            state.known.append(Guest(channel: channel, name: name))
            guard state.known.count(where: { $0.name == name }) > knownOfOneName else { return nil }
            return Self.removeOldest(of: name, from: &state.known)
        }?.close(promise: nil)
    }

    public func leave(_ channel: any Channel) {
        state.withLock { state in
            if !Self.remove(channel, from: &state.strangers) { Self.remove(channel, from: &state.known) }
        }
    }

    /// All that have a place now.
    public var channels: [any Channel] { state.withLock { ($0.strangers + $0.known).map(\.channel) } }

    private static func greediest(_ guests: [Guest]) -> String {
        let counts = guests.reduce(into: [:]) { $0[$1.name, default: 0] += 1 }
        // Of those who hold the same, the one whose connection is the oldest.
        return guests.max { counts[$0.name, default: 0] < counts[$1.name, default: 0] }?.name ?? ""
    }

    private static func removeOldest(of name: String, from guests: inout [Guest]) -> (any Channel)? {
        guests.firstIndex { $0.name == name }.map { guests.remove(at: $0).channel }
    }

    /// - Returns: whether it was there.
    @discardableResult
    private static func remove(_ channel: any Channel, from guests: inout [Guest]) -> Bool {
        guard let index = guests.firstIndex(where: { $0.channel === channel }) else { return false }
        guests.remove(at: index)
        return true
    }
}
