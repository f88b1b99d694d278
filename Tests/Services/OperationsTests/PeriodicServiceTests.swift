import Logging
import Operations
import Pauses
import ServiceLifecycle
import Synchronization
import Testing

@Suite("A periodic service", .timeLimit(.minutes(20)))
struct PeriodicServiceTests {
    private final class Counter: Sendable {
        private let count = Atomic(0)
        var value: Int { count.load(ordering: .relaxed) }
        func step() { count.add(1, ordering: .relaxed) }
    }

    @Test("does a round at once, and one after each pause")
    func rounds() async {
        let pauses = Pauses()
        let rounds = Counter()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await PeriodicService(every: .seconds(30), sleep: pauses.sleep) { rounds.step() }.run()
            }
            var pause = await pauses.next()
            for round in 1...3 {
                #expect(pause.duration == .seconds(30))
                #expect(rounds.value == round)
                pause = await pauses.round(pause)
            }
            group.cancelAll()
        }
        #expect(rounds.value == 4)
    }

    @Test("ends when a round was the last, and pauses as long as a round says")
    func last() async {
        let pauses = Pauses()
        let lengths: [Duration] = [.seconds(1), .seconds(8)]
        let rounds = Counter()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await PeriodicService(sleep: pauses.sleep) {
                    defer { rounds.step() }
                    return rounds.value < lengths.count ? lengths[rounds.value] : nil
                }.run()
            }
            let first = await pauses.next()
            let second = await pauses.round(first)
            #expect([first.duration, second.duration] == lengths)
            second.end()
        }
    }

    @Test("a shutdown ends a pause at once, and no further round is done")
    func shutdown() async throws {
        let pauses = Pauses()
        let rounds = Counter()
        let service = PeriodicService(every: .seconds(3600), sleep: pauses.sleep) { rounds.step() }
        let group = ServiceGroup(services: [service], logger: .init(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            _ = await pauses.next()
            await group.triggerGracefulShutdown()
            // A service that ends by itself is a fault to the group, except while it shuts down.
            try await tasks.waitForAll()
        }
        #expect(rounds.value == 1)
    }
}
