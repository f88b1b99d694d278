package import GRDB
package import Ground
internal import Synchronization

/// Transactions that come at the same time, each undone by itself and all flushed to the disk together: one flush may
/// be all that a disk can do in 5 ms.
///
/// `Memory` is what the process remembers of the file; it changes with a transaction or not at all, and what one
/// transaction of a group has done the next one sees.
///
///     let writer = GroupCommit(queue, remembering: 0, faults: faults, name: "outbox")
///     let depth = try await writer.commit { database, depth in
///         try database.execute(sql: "INSERT INTO item VALUES (?)", arguments: [bytes])
///         depth += 1
///         return depth
///     }
///
/// Thread-safe. All of it runs on one thread of its own.
package final class GroupCommit<Memory: Sendable>: Sendable {
    /// Transactions that are flushed together, at most.
    private static var most: Int { 128 }

    /// Answers the caller, once the group is on the disk.
    private typealias Completion = @Sendable () -> Void

    private struct Job: Sendable {
        let work: @Sendable (Database, inout Memory) throws(Fault) -> Completion
        /// Answers the caller when the group is not on the disk.
        let refuse: @Sendable (Fault) -> Void
    }

    private struct Line: Sendable {
        var jobs: [Job] = []
        var isServed = false
    }

    private let writer: any DatabaseWriter
    private let faults: SQLiteFaults
    private let makeRoom: @Sendable () -> Bool
    private let thread: ThreadExecutor
    private let line = Mutex(Line())
    private let memory: Mutex<Memory>

    /// - Parameters:
    ///   - writer: must flush each commit (`PRAGMA synchronous`).
    ///   - faults: what the errors of the file mean.
    ///   - name: of the thread.
    ///   - makeRoom: asked when the disk is full; a group for which it has made some is tried again, so what is committed
    ///     may run more than once.
    package init(
        _ writer: any DatabaseWriter, remembering memory: Memory, faults: SQLiteFaults, name: String,
        makeRoom: @escaping @Sendable () -> Bool = { false }
    ) {
        self.writer = writer
        self.faults = faults
        self.makeRoom = makeRoom
        self.memory = Mutex(memory)
        thread = ThreadExecutor(name: name)
    }

    /// What the process remembers of the newest commit.
    package var remembered: Memory { memory.withLock { $0 } }

    /// One transaction; it is on the disk when this returns.
    ///
    /// - Throws: ``Fault`` that `body` throws, then nothing else is undone; `disk.full` and what else the file says: then
    ///   the whole group is undone, and each of it is told.
    package func commit<Value: Sendable>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: @escaping @Sendable (Database, inout Memory) throws -> Value
    ) async throws(Fault) -> Value {
        let result: Result<Value, Fault> = await withCheckedContinuation { continuation in
            add(
                Job { [faults] database, memory throws(Fault) in
                    let result = try Self.attempt(body, database, &memory, faults)
                    return { continuation.resume(returning: result) }
                } refuse: {
                    continuation.resume(returning: .failure($0))
                })
        }
        return try result.get()
    }

    /// Work on the writer's thread that is no transaction of a group: it waits for those that came before.
    package func between<Value: Sendable>(
        isolation: isolated (any Actor)? = #isolation, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(Fault) -> Value {
        try await thread.run { [writer, faults] () throws(Fault) in
            try faults.guarding { try writer.writeWithoutTransaction(body) }
        }
    }

    private func add(_ job: Job) {
        let isFirst = line.withLock { line in
            line.jobs.append(job)
            defer { line.isServed = true }
            return !line.isServed
        }
        if isFirst { thread.add { self.serve() } }
    }

    /// Commits group after group, until nobody waits.
    private func serve() {
        while true {
            let jobs = line.withLock { line in
                defer { line.jobs.removeFirst(min(Self.most, line.jobs.count)) }
                line.isServed = !line.jobs.isEmpty
                return Array(line.jobs.prefix(Self.most))
            }
            if jobs.isEmpty { return }
            do throws(Fault) { for complete in try flush(jobs) { complete() } } catch {
                for job in jobs { job.refuse(error) }
            }
        }
    }

    private func flush(_ jobs: [Job]) throws(Fault) -> [Completion] {
        while true {
            do throws(Fault) { return try attempt(jobs) } catch {
                guard error.code == .diskFull, makeRoom() else { throw error }
            }
        }
    }

    private func attempt(_ jobs: [Job]) throws(Fault) -> [Completion] {
        var after = remembered
        var completions: [Completion] = []
        try faults.guarding {
            try writer.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    for job in jobs { completions.append(try job.work(database, &after)) }
                    return .commit
                }
            }
        }
        memory.withLock { $0 = after }
        return completions
    }

    /// One of a group, whose failure undoes nothing but itself.
    ///
    /// - Throws: ``Fault`` where it struck the whole group: a full or failing disk rolls everything back.
    private static func attempt<Value>(
        _ body: (Database, inout Memory) throws -> Value, _ database: Database, _ memory: inout Memory,
        _ faults: SQLiteFaults
    ) throws(Fault) -> Result<Value, Fault> {
        let before = memory
        var made: Value?
        do {
            try database.inSavepoint {
                made = try body(database, &memory)
                return .commit
            }
        } catch {
            memory = before
            let fault = faults.fault(error)
            guard fault.code != .diskFull, database.isInsideTransaction else { throw fault }
            return .failure(fault)
        }
        guard let made else { throw faults.fault(.failed, cause: DatabaseError(message: "the savepoint did nothing")) }
        return .success(made)
    }
}
