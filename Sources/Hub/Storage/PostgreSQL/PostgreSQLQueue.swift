internal import Foundation
internal import Synchronization

/// Work for the threads that wait for PostgreSQL, first come first served.
final class PostgreSQLQueue: Sendable {
    typealias Job = @Sendable (PostgreSQLWorker) -> Void

    private let jobs = Mutex<(waiting: [Job], first: Int, isClosed: Bool)>(([], 0, false))
    private let available = DispatchSemaphore(value: 0)

    func add(_ job: @escaping Job) {
        jobs.withLock { $0.waiting.append(job) }
        available.signal()
    }

    /// Waits for work; nil when there will be none.
    func next() -> Job? {
        available.wait()
        return jobs.withLock { jobs in
            guard jobs.first < jobs.waiting.count else { return nil }
            let job = jobs.waiting[jobs.first]
            jobs.first += 1
            if jobs.first == jobs.waiting.count || jobs.first > 1000 {
                jobs.waiting.removeFirst(jobs.first)
                jobs.first = 0
            }
            return job
        } ?? passOn()
    }

    /// Lets every thread go, one waking the next.
    func close() {
        jobs.withLock { $0.isClosed = true }
        available.signal()
    }

    private func passOn() -> Job? {
        available.signal()
        return nil
    }
}
