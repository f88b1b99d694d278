import Capture
import Emulators
import Ground
import Imaging
import USBTransport

@testable import URU4000

/// A picture in which every pixel counts: ridges that bend, with fine noise.
func testPrint(width: Int = 384, height: Int = 290, pixelsPerInch: Double? = 512) -> GrayImage {
    var random = SeededGenerator(seed: 7)
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

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

/// An emulated reader and the driver on it, on a clock that takes no time.
struct Bench: Sendable {
    let emulator: EmulatedURU4000
    let catalogue: ReaderCatalogue

    init(_ variant: URU4000Variant = .uareu4500) {
        let clock = InstantClock()
        emulator = EmulatedURU4000(variant, clock: clock, random: SeededGenerator(seed: 1))
        catalogue = ReaderCatalogue(bus: emulator.bus, drivers: [URU4000Driver(clock: clock) { 0x51EA_2124 }])
    }

    func reader() async throws(Fault) -> any FingerprintReader { try await catalogue.reader(nil) }

    /// One traveller whose finger already lies there; the finger is lifted after the picture.
    func picture(of print: GrayImage) async throws(Fault) -> Frame? {
        try await emulator.traveller(with: print, at: reader())
    }
}
