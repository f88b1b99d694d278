import Ground
import Synchronization
import Testing

@Suite("Async lock")
struct AsyncLockTests {
    /// A door that its holder keeps shut until the test opens it, and what happened behind it.
    private final class Scene: Sendable {
        let lock = AsyncLock()
        private let events = Mutex<[String]>([])
        private let (opened, opener) = AsyncStream.makeStream(of: Void.self)

        var log: [String] { events.withLock { $0 } }
        func note(_ event: String) { events.withLock { $0.append(event) } }
        func open() { opener.finish() }

        /// Holds the lock until ``open()``.
        func hold() async {
            let (entered, entry) = AsyncStream.makeStream(of: Void.self)
            Task { [self] in
                await lock.withLock {
                    entry.finish()
                    for await _ in opened {}
                    note("holder")
                }
            }
            for await _ in entered {}
        }

        /// A task that has asked for the lock when this returns: it runs on the caller's actor up to its first wait.
        @MainActor
        func ask(_ name: String, _ body: @escaping @MainActor () async throws -> Void = {}) -> Task<Void, any Error> {
            Task.immediate { @MainActor in
                try await self.lock.withLock {
                    self.note(name)
                    try await body()
                    self.note(name)
                }
            }
        }
    }

    @Test("Those who wait are let in one after the other, in the order in which they came")
    @MainActor
    func order() async throws {
        let scene = Scene()
        await scene.hold()
        let names = (0..<20).map { "\($0)" }
        let tasks = names.map { scene.ask($0) { await Task.yield() } }
        #expect(scene.log == [])
        scene.open()
        for task in tasks { try await task.value }
        // Entered and left in pairs: nobody was in between.
        #expect(scene.log == ["holder"] + names.flatMap { [$0, $0] })
        #expect(!scene.lock.isHeld)
    }

    @Test("A task that is cancelled while it waits comes in its turn, sees it, and holds up nobody")
    @MainActor
    func cancellation() async throws {
        let scene = Scene()
        await scene.hold()
        let cancelled = scene.ask("cancelled") { try Task.checkCancellation() }
        let after = scene.ask("after")
        cancelled.cancel()
        scene.open()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        try await after.value
        #expect(scene.log == ["holder", "cancelled", "after", "after"])
    }

    @Test("A body that throws leaves the lock free, and its error is the one it threw")
    func throwing() async {
        let lock = AsyncLock()
        await #expect(throws: Fault(.init("test.fault"), "")) {
            try await lock.withLock { () async throws(Fault) in throw Fault(.init("test.fault"), "") }
        }
        #expect(!lock.isHeld)
        let value = await lock.withLock { lock.isHeld ? 7 : 0 }
        #expect(value == 7)
    }

    @Test("A thousand tasks count without losing one")
    func many() async {
        actor Counter {
            private var value = 0
            func read() -> Int { value }
            func write(_ new: Int) { value = new }
        }
        let (lock, counter) = (AsyncLock(), Counter())
        await withTaskGroup { group in
            for _ in 0..<1000 {
                group.addTask { await lock.withLock { await counter.write(await counter.read() + 1) } }
            }
        }
        #expect(await counter.read() == 1000)
    }
}
