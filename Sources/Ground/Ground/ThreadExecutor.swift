internal import Foundation
internal import Synchronization

/// A thread of its own for what computes or waits for long: searches, commits, flushes.
///
/// Swift's own threads are as few as the cores; whoever waits for a disk on one of them keeps everybody waiting. An actor
/// moves here as a whole, or a piece of work by itself:
///
///     actor Searcher {
///         private let thread = ThreadExecutor(name: "search")
///         nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
///     }
///     let size = try await thread.run { () throws(Fault) in try DurableFile.size(of: file) }
///
/// One thing at a time, first come first served. Thread-safe. The thread ends with the executor, after what was begun.
public final class ThreadExecutor: SerialExecutor {
    private let line = WaitingLine()

    /// - Parameter name: what debuggers and `top -H` call the thread; the system keeps 15 bytes of it.
    public init(name: String) {
        let thread = Thread { [line] in line.serve() }
        thread.name = name
        thread.start()
    }

    deinit { line.close() }

    /// Leaves a piece of work to the thread, and waits for nothing.
    public func add(_ work: @escaping @Sendable () -> Void) { line.add(work) }

    /// Runs a piece of work on the thread; the caller's own thread does something else meanwhile.
    ///
    /// A task that is cancelled still waits: what has reached the disk is not taken back.
    ///
    /// - Throws: what `body` throws.
    public func run<Value: Sendable, Failure: Error>(
        isolation: isolated (any Actor)? = #isolation, _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            line.add { continuation.resume(returning: Result(catching: body)) }
        }
        return try result.get()
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // The job keeps the executor until it has run, because an actor lets go of it within its last one.
        line.add { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Lets ``Actor/assumeIsolated(_:file:line:)`` know the thread.
    public func checkIsolated() {
        precondition(line.isServedHere, "this is touched only on the thread of its executor")
    }
}

/// What waits for the thread.
private final class WaitingLine: Sendable {
    private struct State {
        var work: [@Sendable () -> Void] = []
        var isClosed = false
        var thread: pthread_t?
    }

    private let state = Mutex(State())
    private let available = DispatchSemaphore(value: 0)

    func add(_ work: @escaping @Sendable () -> Void) {
        state.withLock { $0.work.append(work) }
        available.signal()
    }

    func close() {
        state.withLock { $0.isClosed = true }
        available.signal()
    }

    var isServedHere: Bool { state.withLock { $0.thread } == pthread_self() }

    /// Until the line is closed and empty: there is a signal for each piece of work and one for the close.
    func serve() {
        state.withLock { $0.thread = pthread_self() }
        while true {
            available.wait()
            let (work, isClosed) = state.withLock { state in
                defer { state.work = [] }
                return (state.work, state.isClosed)
            }
            for piece in work { piece() }
            if isClosed, work.isEmpty { return }
        }
    }
}
