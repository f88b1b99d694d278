import Dispatch
import Glibc
import Ground
import Synchronization
import Testing

/// An actor that lives on a thread.
private actor Resident {
    private let thread: ThreadExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
    private(set) var seen: [pthread_t] = []

    init(_ thread: ThreadExecutor) { self.thread = thread }

    func note() { seen.append(pthread_self()) }
    /// A callback of C code that comes on the actor's thread.
    nonisolated func calledBack() { assumeIsolated { $0.note() } }
}

@Suite("Thread executor", .timeLimit(.minutes(20)))
struct ThreadExecutorTests {
    private let thread = ThreadExecutor(name: "test")

    @Test("An actor and the pieces of work beside it share the one thread, and callbacks there may assume the actor")
    func oneThread() async throws {
        let resident = Resident(thread)
        let here = await thread.run { pthread_self() }
        await withTaskGroup { group in
            for _ in 0..<20 { group.addTask { await resident.note() } }
        }
        await thread.run { resident.calledBack() }
        #expect(await resident.seen == Array(repeating: here, count: 21))
    }

    private final class Tally: Sendable {
        let working = Mutex((now: 0, most: 0, done: 0))
    }

    @Test("One piece of work at a time, however many come at once")
    func alone() async {
        let tally = Tally()
        await withTaskGroup { group in
            for _ in 0..<200 {
                group.addTask {
                    await thread.run {
                        tally.working.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.done) }
                        sched_yield()
                        tally.working.withLock { $0 = ($0.now - 1, $0.most, $0.done + 1) }
                    }
                }
            }
        }
        let (_, most, done) = tally.working.withLock { $0 }
        #expect(most == 1 && done == 200)
    }

    @Test("What blocks there blocks nobody else, however many wait behind it")
    func leavesThePool() async {
        let gate = DispatchSemaphore(value: 0)
        await withTaskGroup { group in
            // More than there are cores: on Swift's own threads nobody would be left to open the gate.
            for _ in 0..<200 { group.addTask { await thread.run { gate.wait() } } }
            for _ in 0..<200 { group.addTask { gate.signal() } }
        }
    }

    private struct Refusal: Error, Equatable { let number: Int }

    @Test("What the work throws arrives with its type")
    func throwing() async {
        await #expect(throws: Refusal(number: 7)) {
            try await thread.run { () throws(Refusal) -> Int in throw Refusal(number: 7) }
        }
    }

    @Test("The thread ends with its executor, after what was begun")
    func end() async {
        await withCheckedContinuation { continuation in
            let brief = ThreadExecutor(name: "brief")
            Task { await brief.run { AtThreadEnd.resume(continuation) } }
        }
    }
}

/// Resumes a continuation when the thread that it was called on ends.
private enum AtThreadEnd {
    private final class Box: Sendable {
        let continuation: CheckedContinuation<Void, Never>
        init(_ continuation: CheckedContinuation<Void, Never>) { self.continuation = continuation }
    }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key) { value in
            guard let value else { return }
            Unmanaged<Box>.fromOpaque(value).takeRetainedValue().continuation.resume()
        }
        return key
    }()

    static func resume(_ continuation: CheckedContinuation<Void, Never>) {
        pthread_setspecific(key, Unmanaged.passRetained(Box(continuation)).toOpaque())
    }
}
