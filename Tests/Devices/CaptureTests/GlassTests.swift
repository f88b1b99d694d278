import Capture
import Ground
import Imaging
import Testing

@Suite("A view of the glass")
struct GlassTests {
    @Test(
        "sees a finger in ridges of some contrast on some area, and none in clean, noisy or unevenly lit glass",
        arguments: [
            ("clean", 0, 0, false), ("noise", 3, 0, false), ("faint ridges", 8, 200, false),
            ("few ridges", 60, 60, false),
            ("ridges", 60, 200, true), ("light ridges", 30, 200, true),
        ])
    func occupied(what: String, depth: Int, side: Int, expected: Bool) {
        var random = SplitMix64(seed: 3)
        let image = GrayImage(
            width: 400, height: 300, pixelsPerInch: 500,
            pixels: (0..<400 * 300).map { index in
                let (x, y) = (index % 400, index / 400)
                if side == 0 { return UInt8(200 - y / 10 - Int.random(in: 0...max(0, depth), using: &random)) }
                return x < side && y < side && (x + y) % 9 < 4 ? UInt8(220 - depth) : 220
            })
        #expect(GlassView(image).isOccupied == expected, "\(what)")
    }

    @Test("takes any size and resolution", arguments: [(0, 0), (1, 1), (3, 500), (500, 3)])
    func sizes(width: Int, height: Int) {
        for resolution in [nil, 1, 500, 100_000] as [Double?] {
            let image = GrayImage(width: width, height: height, pixelsPerInch: resolution) { _ in }
            #expect(!GlassView(image).isOccupied)
        }
    }
}
