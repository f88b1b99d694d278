import Capture
import Emulators
import Ground
import Imaging
import Testing

@Suite("A reader that is asked for fingers", .timeLimit(.minutes(20)))
struct PolledReaderTests {
    @Test(
        "delivers exactly what lies on the glass",
        arguments: PolledKind.allCases, [(640, 480, nil), (300, 200, 500), (800, 700, 500), (640, 640, 1000)])
    func picture(kind: PolledKind, shape: (Int, Int, Double?)) async throws {
        let bench = PolledBench(kind)
        let print = testPrint(width: shape.0, height: shape.1, pixelsPerInch: shape.2)
        let frame = try #require(try await bench.picture(of: print))
        #expect(pixels(frame.image) == pixels(try bench.emulator.delivered(for: print)))
        #expect(frame.image.pixelsPerInch == frame.reader.pixelsPerInch)
        #expect(frame.image.width == frame.reader.width)
        #expect(frame.image.height == frame.reader.height)
    }

    @Test("has the resolution of its sensor", arguments: zip(PolledKind.allCases, [385.0, 500.0]))
    func resolution(kind: PolledKind, expected: Double) async throws {
        #expect(try await PolledBench(kind).reader().identity.pixelsPerInch == expected)
    }

    @Test("waits for a finger that comes later, and until it has gone", arguments: PolledKind.allCases)
    func later(kind: PolledKind) async throws {
        let bench = PolledBench(kind)
        let reader = try await bench.reader()
        try await reader.open()
        let before = await bench.transfers()
        let finding = Task { try await reader.awaitFinger() }
        await bench.untilTransfers(before + 20)
        try await bench.emulator.present(standardPrint)
        try await finding.value
        #expect(try await reader.capture() != nil)
        let taken = await bench.transfers()
        let freeing = Task { try await reader.awaitFingerOff() }
        await bench.untilTransfers(taken + 20)
        await bench.emulator.lift()
        try await freeing.value
        let glass = try #require(try await reader.glass())
        #expect(!GlassView(glass).isOccupied)
        await reader.close()
    }

    @Test("takes a finger that left before its picture for none, and is no fault", arguments: PolledKind.allCases)
    func lifted(kind: PolledKind) async throws {
        let bench = PolledBench(kind)
        let fault =
            kind == .nb1010 ? NB1010Fault.liftedBeforePicture.rawValue : ZK4500Fault.liftedDuringPicture.rawValue
        let reader = try await bench.reader()
        try await bench.emulator.present(standardPrint)
        try await reader.open()
        try await reader.awaitFinger()
        try await bench.emulator.inject(ownFault: fault, times: 1)
        #expect(try await reader.capture() == nil)
        await reader.close()
        #expect(try await bench.picture(of: standardPrint) != nil)
    }

    @Test("ends a wait when its task is cancelled, and goes on afterwards", arguments: PolledKind.allCases)
    func cancelled(kind: PolledKind) async throws {
        let bench = PolledBench(kind)
        let reader = try await bench.reader()
        try await reader.open()
        let before = await bench.transfers()
        let waiting = Task { try await reader.awaitFinger() }
        await bench.untilTransfers(before + 1)
        waiting.cancel()
        await #expect(throws: Fault.self) { try await waiting.value }
        try await bench.emulator.present(standardPrint)
        try await reader.awaitFinger()
        #expect(try await reader.capture() != nil)
        await reader.close()
    }

    @Test("refuses calls in the wrong order, and to be opened twice", arguments: PolledKind.allCases)
    func order(kind: PolledKind) async throws {
        let bench = PolledBench(kind)
        let (reader, other) = (try await bench.reader(), try await bench.reader())
        let misuse = Fault(.init("reader.misuse"), "")
        await #expect(throws: misuse) { try await reader.awaitFinger() }
        try await reader.open()
        await #expect(throws: misuse) { try await reader.open() }
        await #expect(throws: misuse) { _ = try await reader.capture() }
        await #expect(throws: Fault(.init("device.busy"), "")) { try await other.open() }
        await reader.close()
        await #expect(throws: misuse) { try await reader.awaitFingerOff() }
    }

    @Test("reports unplugging at any transfer as such, and works again", arguments: PolledKind.allCases)
    func unpluggedAtTransfer(kind: PolledKind) async throws {
        let whole = PolledBench(kind)
        _ = try await whole.picture(of: standardPrint)
        // Switching the lamps off at the end may fail silently.
        let transfers = await whole.transfers() - (kind == .zk4500 ? 3 : 0)
        for number in 1...transfers {
            let bench = PolledBench(kind)
            await bench.emulator.port.unplug(atTransfer: number)
            await #expect(throws: Fault(.init("device.unplugged"), ""), "transfer \(number)") {
                _ = try await bench.picture(of: standardPrint)
            }
            await bench.emulator.port.plug()
            #expect(try await bench.picture(of: standardPrint) != nil, "after transfer \(number)")
        }
    }

    @Test("shows a green lamp while it waits for a finger, and none when it is closed")
    func lamps() async throws {
        let clock = InstantClock()
        let emulator = EmulatedZK4500(clock: clock)
        var bus = EmulatedBus()
        bus.add(emulator.device)
        let reader = try await ReaderCatalogue(bus: bus, drivers: PolledBench.drivers(clock)).reader(nil)
        try await reader.open()
        #expect(await emulator.device.read { $0.lamps } == [3])
        let waiting = Task { try await reader.awaitFinger() }
        await emulator.device.until { device in device.read { $0.lamps } == [0, 3] }
        try await emulator.present(standardPrint)
        try await waiting.value
        #expect(await emulator.device.read { $0.lamps } == [3])
        await reader.close()
        #expect(await emulator.device.read { $0.lamps } == [])
    }
}
