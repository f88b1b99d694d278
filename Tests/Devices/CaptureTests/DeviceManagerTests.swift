import Capture
import Emulators
import Ground
import Imaging
import Testing
import URU4000

@Suite("A device manager", .timeLimit(.minutes(20)))
struct DeviceManagerTests {
    /// Two readers of one kind, and who looks after them.
    private struct Post {
        let readers: [EmulatedURU4000]
        let manager: DeviceManager
        let catalogue: ReaderCatalogue
        let clock = InstantClock()

        init(serials: [String?] = ["A", "B"]) {
            let clock = clock
            readers = serials.enumerated().map { index, serial in
                EmulatedURU4000(serial: serial, port: "9-\(index + 1)", clock: clock, random: SplitMix64(seed: 1))
            }
            var bus = EmulatedBus()
            for reader in readers { bus.add(reader.device) }
            catalogue = ReaderCatalogue(bus: bus, drivers: [URU4000Driver(clock: clock) { 1 }])
            manager = DeviceManager(catalogue: catalogue, interval: nil)
        }

        func names() async throws -> [String] { try await catalogue.readers().map(\.identity.name) }

        func managed(_ selection: String? = nil, limits: ReaderLimits = .init(finger: nil, idle: nil)) throws
            -> ManagedReader
        {
            ManagedReader(
                source: manager.source(try selection.map { try ReaderSelection($0) }), clock: clock, limits: limits)
        }
    }

    @Test("never gives one reader to two owners", arguments: [["A", "B"], ["A", "A"], [nil, nil]] as [[String?]])
    func exclusive(serials: [String?]) async throws {
        let post = Post(serials: serials)
        let (first, second, third) = (try post.managed(), try post.managed(), try post.managed())
        try await first.open()
        try await second.open()
        for emulator in post.readers { try await emulator.present(standardPrint) }
        for reader in [first, second] {
            try await reader.awaitFinger()
            #expect(try await reader.capture() != nil)
        }
        let states = third.states()
        let opening = Task { try await third.open() }
        for await state in states where state == .fault(Fault(.init("device.busy"), "")) { break }
        await first.close()
        try await opening.value
        await second.close()
        await third.close()
    }

    /// The names of the readers that the owners of several settings take, one after the other.
    private func taken(_ selections: [String?], in order: [Int], at post: Post) async throws -> [String?] {
        let sources = post.manager.sources(try selections.map { try $0.map { try ReaderSelection($0) } })
        var names = [String?](repeating: nil, count: sources.count)
        for place in order { names[place] = try await sources[place].take().reader.identity.name }
        return names
    }

    @Test(
        "gives several owners what they mean, whoever comes first",
        arguments: [
            ([nil, nil], ["05ba:000a:A", "05ba:000a:B"]), ([nil, "05ba:000a:A"], ["05ba:000a:B", "05ba:000a:A"]),
            (["05ba:000a", "05ba:000a"], ["05ba:000a:A", "05ba:000a:B"]),
            (["05ba:000a", "05ba:000a@9-1"], ["05ba:000a:B", "05ba:000a:A"]),
            (["05ba:000a:B", "05ba:000a:A"], ["05ba:000a:B", "05ba:000a:A"]),
        ] as [([String?], [String])], [[0, 1], [1, 0]])
    func several(expected: ([String?], [String]), order: [Int]) async throws {
        #expect(try await taken(expected.0, in: order, at: Post()) == expected.1)
    }

    @Test("has one reader too few for several owners, and gives it to the second as soon as it is plugged in")
    func oneTooFew() async throws {
        let post = Post()
        await post.readers[1].device.unplug()
        let sources = post.manager.sources([nil, nil])
        let first = try await sources[0].take()
        await #expect(throws: Fault(.init("device.missing"), "")) { _ = try await sources[1].take() }
        await post.readers[1].device.plug()
        #expect(try await sources[1].take().reader.identity.name == "05ba:000a:B")
        await sources[0].giveBack(first)
    }

    @Test("keeps a reader for the owner who names it while another takes any")
    func kept() async throws {
        let post = Post(serials: ["A"])
        let sources = post.manager.sources([nil, try ReaderSelection("05ba:000a:A")])
        await #expect(throws: Fault(.init("device.missing"), "")) { _ = try await sources[0].take() }
        #expect(try await sources[1].take().reader.identity.name == "05ba:000a:A")
    }

    @Test(
        "finds the reader that is meant by its port, or its own name, where two have one serial number",
        arguments: ["05ba:000a@9-2", "05ba:000a:A@9-2"])
    func port(name: String) async throws {
        let post = Post(serials: ["A", "A"])
        #expect(try await post.names() == ["05ba:000a:A@9-1", "05ba:000a:A@9-2"])
        let reader = try post.managed(name)
        try await reader.open()
        try await post.readers[1].present(standardPrint)
        try await reader.awaitFinger()
        #expect(try await reader.capture() != nil)
        await reader.close()
    }

    @Test("lets one reader work while another hangs, and while it is unplugged")
    func independent() async throws {
        let post = Post()
        let (hanging, working) = (try post.managed("05ba:000a:A"), try post.managed("05ba:000a:B"))
        try await hanging.open()
        try await working.open()
        // Waits for a finger that never comes.
        let waiting = Task { try await hanging.awaitFinger() }
        try await post.readers[1].present(standardPrint)
        for _ in 0..<3 {
            try await working.awaitFinger()
            #expect(try await working.capture() != nil)
        }
        await post.readers[0].device.unplug()
        await #expect(throws: Fault(.init("device.unplugged"), "")) { try await waiting.value }
        try await working.awaitFinger()
        #expect(try await working.capture() != nil)
        #expect(await hanging.state == .unplugged)
        await working.close()
    }

    @Test("tells of a cable that was pulled while nobody used the reader, and of one put back")
    func idle() async throws {
        let post = Post(serials: ["A"])
        let reader = try post.managed()
        try await reader.open()
        let states = reader.states()
        await post.readers[0].device.unplug()
        for await state in states where state == .unplugged { break }
        await #expect(throws: Fault(.init("device.unplugged"), "")) { try await reader.awaitFinger() }
        await post.readers[0].device.plug()
        try await reader.open()
        #expect(await reader.state == .ready)
        await reader.close()
    }

    @Test("switches a reader off of which nobody wants anything, and on again for the next finger")
    func rests() async throws {
        let post = Post(serials: ["A"])
        let reader = try post.managed(limits: ReaderLimits(finger: nil, idle: .seconds(60)))
        try await reader.open()
        // Off is mode 0x70, after which the interface is given back, so another program could claim the device.
        await post.readers[0].device.until { !$0.isClaimed }
        try await post.readers[0].device.claim()
        await post.readers[0].device.close()
        try await post.readers[0].present(standardPrint)
        try await reader.awaitFinger()
        #expect(try await reader.capture() != nil)
        #expect(await reader.state == .capturing)
        await reader.close()
    }

    @Test("asks for cleaning when three travellers have left the same mark, and no longer once it is wiped away")
    func dirt() async throws {
        let clock = InstantClock()
        let emulator = EmulatedZK4500(clock: clock)
        var bus = EmulatedBus()
        bus.add(emulator.device)
        let manager = DeviceManager(
            catalogue: ReaderCatalogue(bus: bus, drivers: PolledBench.drivers(clock)), interval: nil)
        let reader = ManagedReader(source: manager.source(), clock: clock, limits: .init(finger: nil, idle: nil))
        try await reader.open()
        await emulator.inject(.dirtyGlass)
        var states: [ReaderState] = []
        for traveller in 1...4 {
            if traveller == 4 { await emulator.inject(.dirtyGlass) }
            try await emulator.present(standardPrint)
            try await reader.awaitFinger()
            await emulator.lift()
            try await reader.awaitFingerOff()
            states.append(await reader.state)
        }
        #expect(states == [.ready, .ready, .cleaningNeeded, .ready])
        await reader.close()
    }

    @Test("asks for cleaning when the glass is not free in time")
    func overdue() async throws {
        let post = Post(serials: ["A"])
        let reader = try post.managed(limits: ReaderLimits(finger: .seconds(15), idle: nil))
        try await post.readers[0].present(standardPrint)
        try await reader.open()
        try await reader.awaitFinger()
        let states = reader.states()
        let waiting = Task { try await reader.awaitFingerOff() }
        for await state in states where state == .cleaningNeeded { break }
        await post.readers[0].lift()
        try await waiting.value
        #expect(await reader.state == .ready)
        await reader.close()
    }
}
