internal import Foundation
internal import Synchronization

/// Work for the threads that wait for PostgreSQL, first come first served.
final class PostgreSQLQueue: Sendable {
    typealias Job = @Sendable (PostgreSQLWorker) -> Void

    private struct State {
        var waiting: [Job] = []
        var first = 0
        var threads = 0
        /// Threads that have nothing to do, those just started among them.
        var idle = 0
        var pending: Int { waiting.count - first }
    }

    private let limit: Int
    private let state = Mutex(State())
    private let available = DispatchSemaphore(value: 0)

    /// - Parameter limit: threads at most.
    init(limit: Int) { self.limit = limit }

    /// - Returns: whether the caller shall start one more thread, as no other is free for it.
    func add(_ job: @escaping Job) -> Bool {
        defer { available.signal() }
        return state.withLock { state in
            state.waiting.append(job)
            guard state.pending > state.idle, state.threads < limit else { return false }
            state.threads += 1
            state.idle += 1
            return true
        }
    }

    /// A thread's work, until the queue is closed.
    func serve(_ worker: PostgreSQLWorker) {
        while let job = next() {
            job(worker)
            state.withLock { $0.idle += 1 }
        }
        // Lets the next thread go.
        available.signal()
    }

    /// Lets every thread go, one waking the next.
    func close() { available.signal() }

    /// Waits for work; nil when there will be none.
    private func next() -> Job? {
        available.wait()
        return state.withLock { state in
            guard state.pending > 0 else { return nil }
            let job = state.waiting[state.first]
            state.first += 1
            state.idle -= 1
            if state.pending == 0 || state.first > 1000 {
                state.waiting.removeFirst(state.first)
                state.first = 0
            }
            return job
        }
    }
}
