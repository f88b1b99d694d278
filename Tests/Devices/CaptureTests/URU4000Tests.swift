import Capture
import Emulators
import Ground
import Imaging
import Testing

@testable import URU4000

@Suite("The U.are.U 4000 driver on an emulated reader", .timeLimit(.minutes(20)))
struct URU4000Tests {
    @Test(
        "delivers exactly what lies on the glass, less what the reader loses",
        arguments: URU4000Variant.allCases, [(384, 290, nil), (300, 200, 500), (800, 700, 500), (640, 640, 1000)])
    func picture(variant: URU4000Variant, shape: (Int, Int, Double?)) async throws {
        let bench = Bench(variant)
        let print = testPrint(width: shape.0, height: shape.1, pixelsPerInch: shape.2)
        let frame = try #require(try await bench.picture(of: print))
        #expect(pixels(frame.image) == pixels(try bench.emulator.delivered(for: print)))
        #expect(frame.image.pixelsPerInch == 512)
        #expect(frame.fingerOn <= frame.decoded)
    }

    @Test("loses one line and four pixels of a print, and nothing else")
    func loss() throws {
        let print = standardPrint
        let delivered = try EmulatedURU4000().delivered(for: print)
        let differing = zip(pixels(print), pixels(delivered)).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
        // The 4500 is built in upside down: its line 122 is our line 167, its last pixels of a block our first ones.
        let lineLost = 290 - 1 - 122
        #expect(Set(differing.map { $0 / 384 }).subtracting([lineLost]) == Set([71, 121, 172, 289].map { 289 - $0 }))
        #expect(differing.filter { $0 / 384 != lineLost }.allSatisfy { $0 % 384 == 0 })
    }

    @Test("takes further pictures while the finger stays")
    func several() async throws {
        let bench = Bench()
        let reader = try await bench.reader()
        try await bench.emulator.present(standardPrint)
        try await reader.open()
        try await reader.awaitFinger()
        let first = try #require(try await reader.capture())
        let second = try #require(try await reader.capture())
        #expect(pixels(first.image) == pixels(second.image))
        #expect(first.fingerOn == second.fingerOn)
        await reader.close()
    }

    @Test("waits for a finger that comes later, and shows clean glass once it is gone")
    func later() async throws {
        let bench = Bench()
        let (reader, waiting) = try await bench.waiting()
        try await bench.emulator.present(standardPrint)
        try await waiting.value
        await bench.emulator.lift()
        let frame = try #require(try await reader.capture())
        #expect(pixels(frame.image).allSatisfy { $0 == 255 })
        await reader.close()
    }

    @Test("ends a wait when its task is cancelled, and goes on afterwards")
    func cancelled() async throws {
        let bench = Bench()
        let (reader, waiting) = try await bench.waiting()
        waiting.cancel()
        await #expect(throws: Fault(.init("reader.cancelled"), "")) { try await waiting.value }
        try await bench.emulator.present(standardPrint)
        try await reader.awaitFinger()
        await reader.close()
    }

    @Test("reports its own information and refuses calls in the wrong order")
    func order() async throws {
        let bench = Bench()
        let reader = try #require(try await bench.reader() as? URU4000)
        let misuse = Fault(.init("reader.misuse"), "")
        await #expect(throws: misuse) { try await reader.awaitFinger() }
        try await reader.open()
        #expect(Hex.encode(await reader.information) == "1a0a1a0a01150000002000108b211130")
        await #expect(throws: misuse) { try await reader.open() }
        await #expect(throws: misuse) { _ = try await reader.capture() }
        await reader.close()
        await #expect(throws: misuse) { try await reader.awaitFingerOff() }
    }

    @Test("is alone with its reader: a second one is told that it is busy")
    func exclusive() async throws {
        let bench = Bench()
        let (first, second) = (try await bench.reader(), try await bench.reader())
        try await first.open()
        await #expect(throws: Fault(.init("device.busy"), "")) { try await second.open() }
        await first.close()
        try await second.open()
        await second.close()
    }
}
