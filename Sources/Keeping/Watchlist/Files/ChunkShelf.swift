internal import Foundation
internal import Ground
internal import Synchronization

/// Where one thread puts opened chunks of a list file and another takes them, in order. What nobody takes is wiped with it.
final class ChunkShelf: Sendable {
    private struct State {
        var waiting: [Result<ListChunks.Chunk, Fault>] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let filled = DispatchSemaphore(value: 0)
    private let free: DispatchSemaphore

    init(places: Int) {
        // A semaphore that goes with a lower count than it began with is a fault: it begins empty.
        free = DispatchSemaphore(value: 0)
        for _ in 0..<places { free.signal() }
    }

    /// - Returns: false when nobody takes any more.
    func awaitPlace() -> Bool {
        free.wait()
        return state.withLock { !$0.isClosed }
    }

    func put(_ result: Result<ListChunks.Chunk, Fault>) {
        state.withLock { if !$0.isClosed { $0.waiting.append(result) } }
        filled.signal()
    }

    func take() throws(Fault) -> ListChunks.Chunk {
        filled.wait()
        let result = state.withLock { $0.waiting.removeFirst() }
        free.signal()
        return try result.get()
    }

    /// Lets the thread go.
    func close() {
        state.withLock { $0.isClosed = true }
        free.signal()
    }
}
