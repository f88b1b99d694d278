import Capture
import Emulators
import Ground
import Imaging
import USBTransport

@testable import URU4000

/// A picture in which every pixel counts: ridges that bend, with fine noise.
func testPrint(width: Int = 384, height: Int = 290, pixelsPerInch: Double? = 512) -> GrayImage {
    var random = SplitMix64(seed: 7)
    let pixels = (0..<width * height).map { index in
        let (x, y) = (index % width, index / width)
        let ridge = (x + y * y / 200) % 9 < 4 ? 60 : 190
        return UInt8(ridge + Int.random(in: -20...20, using: &random))
    }
    return GrayImage(width: width, height: height, pixelsPerInch: pixelsPerInch, pixels: pixels)
}

/// Fills the sensor exactly.
let standardPrint = testPrint()

func pixels(_ image: GrayImage) -> [UInt8] { image.withPixels { Array($0) } }

/// An emulated reader and the driver on it, on a clock that takes no time.
struct Bench: Sendable {
    let emulator: EmulatedURU4000
    let catalogue: ReaderCatalogue

    init(_ variant: URU4000Variant = .uareu4500) {
        let clock = InstantClock()
        emulator = EmulatedURU4000(variant, clock: clock, random: SplitMix64(seed: 1))
        catalogue = ReaderCatalogue(bus: emulator.bus, drivers: [URU4000Driver(clock: clock) { 0x51EA_2124 }])
    }

    func reader() async throws(Fault) -> any FingerprintReader { try await catalogue.reader(nil) }

    /// An open reader, and the wait for a finger that it has begun.
    func waiting() async throws -> (reader: any FingerprintReader, wait: Task<Void, any Error>) {
        let reader = try await reader()
        try await reader.open()
        let before = await emulator.device.transfers
        let wait = Task { try await reader.awaitFinger() }
        await emulator.device.until { $0.transfers > before }
        return (reader, wait)
    }

    /// One traveller whose finger already lies there; the finger is lifted after the picture.
    func picture(of print: GrayImage) async throws(Fault) -> Frame? {
        try await emulator.traveller(with: print, at: reader())
    }
}
