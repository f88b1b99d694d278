import Foundation
import Ground
import Synchronization
import Testing

@Suite("A broadcast", .timeLimit(.minutes(20)))
struct BroadcastTests {
    private final class End: Sendable { let isHere = Atomic(false) }

    /// What a listener still hears once the sender has gone.
    private func rest<Element: Sendable>(of stream: AsyncStream<Element>?) async throws -> [Element] {
        try await #require(stream).reduce(into: []) { $0.append($1) }
    }

    @Test("hands every value to every listener, in order")
    func order() async throws {
        var numbers: Broadcast<Int>? = Broadcast(of: Int.self, mostUnread: 8)
        let streams = (1...3).compactMap { _ in numbers?.stream() }
        for number in 1...5 { numbers?.send(number) }
        numbers = nil
        for stream in streams { #expect(try await rest(of: stream) == [1, 2, 3, 4, 5]) }
    }

    @Test("tells late listeners the newest value first, where it is a state")
    func lateForState() async throws {
        var state: Broadcast<String>? = Broadcast("starting")
        let early = state?.stream()
        state?.send("ready")
        let late = state?.stream()
        state?.send("capturing")
        state = nil
        #expect(try await rest(of: early) == ["starting", "ready", "capturing"])
        #expect(try await rest(of: late) == ["ready", "capturing"])
    }

    @Test("tells late listeners nothing of what was, where it is an event")
    func lateForEvent() async throws {
        var events: Broadcast<Int>? = Broadcast(mostUnread: 8)
        events?.send(1)
        let stream = events?.stream()
        events?.send(2)
        events = nil
        #expect(try await rest(of: stream) == [2])
    }

    @Test("drops the oldest of what a listener has not read, for that listener alone")
    func lagging() async throws {
        var numbers: Broadcast<Int>? = Broadcast(mostUnread: 2)
        let slow = numbers?.stream()
        var keen = numbers?.stream().makeAsyncIterator()
        for number in 1...4 {
            numbers?.send(number)
            #expect(await keen?.next() == number)
        }
        numbers = nil
        #expect(try await rest(of: slow) == [3, 4])
    }

    @Test("forgets listeners that let go and listeners whose task was cancelled")
    func forgotten() async throws {
        let numbers = Broadcast(0)
        #expect(!numbers.hasListeners)
        do {
            let dropped = numbers.stream()
            #expect(numbers.hasListeners)
            _ = consume dropped
        }
        #expect(!numbers.hasListeners)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let listening = Task {
            for await _ in numbers.stream() { start.yield() }
        }
        for await _ in started { break }
        #expect(numbers.hasListeners)
        listening.cancel()
        await listening.value
        #expect(!numbers.hasListeners)
    }

    @Test("tells all listeners what several senders say in one order")
    func oneOrder() async throws {
        var numbers: Broadcast<Int>? = Broadcast(mostUnread: 10_000)
        let streams = (1...2).compactMap { _ in numbers?.stream() }
        await withTaskGroup(of: Void.self) { group in
            for sender in 0..<4 {
                group.addTask { [numbers] in for number in 0..<1000 { numbers?.send(sender * 1000 + number) } }
            }
        }
        numbers = nil
        let first = try await rest(of: streams[0])
        #expect(first.sorted() == Array(0..<4000))
        #expect(try await rest(of: streams[1]) == first)
    }

    @Test("goes on while listeners are cancelled at the moment when something is said")
    func cancelledMeanwhile() async {
        let (numbers, end) = (Broadcast(0), End())
        // A thread of its own, as the tasks' threads may all be busy.
        Thread { while !end.isHere.load(ordering: .relaxed) { numbers.send(1) } }.start()
        for _ in 0..<3_000 {
            let (hears, heard) = AsyncStream.makeStream(of: Void.self)
            let listening = Task { for await _ in numbers.stream() { heard.yield() } }
            for await _ in hears { break }
            listening.cancel()
            await listening.value
        }
        end.isHere.store(true, ordering: .relaxed)
        #expect(!numbers.hasListeners)
    }
}
