import Capture
import Emulators
import Ground
import Testing

@Suite("A managed reader", .timeLimit(.minutes(20)))
struct ManagedReaderTests {
    private let bench = Bench()

    private func managed() -> ManagedReader {
        ManagedReader(
            source: DeviceManager(catalogue: bench.catalogue, interval: nil).source(), clock: InstantClock(),
            limits: ReaderLimits(finger: nil, idle: nil))
    }

    @Test("waits until its reader is plugged in")
    func awaitsPlug() async throws {
        let reader = managed()
        await bench.emulator.device.unplug()
        let states = reader.states()
        let opening = Task { try await reader.open() }
        for await state in states where state == .unplugged { break }
        await bench.emulator.device.plug()
        try await opening.value
        #expect(await reader.state == .ready)
        #expect(reader.identity.name == "05ba:000a:emulated")
        await reader.close()
    }

    @Test("says what it is doing, and works again after it was unplugged")
    func replug() async throws {
        let reader = managed()
        try await bench.emulator.present(standardPrint)
        try await reader.open()
        try await reader.awaitFinger()
        #expect(await reader.state == .capturing)
        await bench.emulator.device.unplug()
        await #expect(throws: Fault(.init("device.unplugged"), "")) { _ = try await reader.capture() }
        #expect(await reader.state == .unplugged)
        await bench.emulator.device.plug()
        try await reader.open()
        try await reader.awaitFinger()
        #expect(try await reader.capture() != nil)
        await bench.emulator.lift()
        try await reader.awaitFingerOff()
        #expect(await reader.state == .ready)
        await reader.close()
    }

    @Test("tells the technician why it does not open, and goes on trying")
    func fault() async throws {
        await bench.emulator.inject(.stalledControl, times: 2)
        let reader = managed()
        let states = reader.states()
        try await reader.open()
        var seen: [ReaderState] = []
        for await state in states {
            seen.append(state)
            if state == .ready { break }
        }
        #expect(seen == [.starting, .fault(Fault(.init("usb.stall"), "")), .ready])
        await reader.close()
    }

    /// A reader that fails to open, each time in other words.
    private actor FailingSource: ReaderSource {
        nonisolated let name = "failing"
        private var faults: [Fault]

        init(faults: [Fault]) { self.faults = faults }

        func take() async throws(Fault) -> ReaderLease {
            throw faults.count > 1 ? faults.removeFirst() : faults[0]
        }
        func giveBack(_ lease: ReaderLease) async {}
        func isThere(_ lease: ReaderLease) async -> Bool { true }
        func changes() async -> AsyncStream<Void> { AsyncStream { $0.finish() } }
    }

    @Test("tells the technician when the trouble is another one of the same kind, and the same trouble once")
    func otherWords() async throws {
        let code = Fault.Code("usb.bus")
        let source = FailingSource(faults: ["a", "a", "b"].map { Fault(code, $0) })
        let reader = ManagedReader(source: source, clock: InstantClock(), limits: ReaderLimits(finger: nil, idle: nil))
        let states = reader.states()
        let opening = Task { try await reader.open() }
        var seen: [String] = []
        for await state in states {
            if case .fault(let fault) = state { seen.append(fault.message) }
            if seen.count == 2 { break }
        }
        #expect(seen == ["a", "b"])
        opening.cancel()
        await #expect(throws: Fault(.init("reader.cancelled"), "")) { try await opening.value }
    }

    @Test("stops looking when its task is cancelled")
    func cancelled() async {
        let reader = managed()
        await bench.emulator.device.unplug()
        let opening = Task { try await reader.open() }
        opening.cancel()
        await #expect(throws: Fault(.init("reader.cancelled"), "")) { try await opening.value }
    }

    @Test("waits longer each time, up to a limit, until it worked")
    func backOff() {
        var backOff = BackOff(first: .milliseconds(50), limit: .milliseconds(300))
        #expect((0..<4).map { _ in backOff.step() } == [50, 100, 200, 300].map { .milliseconds($0) })
        #expect(backOff.step() == .milliseconds(300))
        backOff.reset()
        #expect(backOff.step() == .milliseconds(50))
    }
}
