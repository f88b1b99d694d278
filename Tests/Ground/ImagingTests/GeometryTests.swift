import Ground
import Imaging
import Testing

@Suite struct GeometryTests {
    let image = GrayImage(width: 3, height: 2, pixelsPerInch: 500, pixels: [1, 2, 3, 4, 5, 6])

    private func pixels(_ image: GrayImage) -> [UInt8] { image.withPixels { Array($0) } }

    @Test("A window within the picture crops it")
    func crop() { #expect(pixels(image.window(x: 1, y: 1, width: 2, height: 1)) == [5, 6]) }

    @Test("A window beyond the picture pads it")
    func pad() {
        let padded = image.window(x: -1, y: 1, width: 5, height: 2, fill: 9)
        #expect(pixels(padded) == [9, 4, 5, 6, 9, 9, 9, 9, 9, 9])
    }

    @Test("A window that misses the picture holds only the fill", arguments: [(9, 0), (-9, 0), (0, 9), (0, -9)])
    func miss(x: Int, y: Int) { #expect(pixels(image.window(x: x, y: y, width: 2, height: 1, fill: 7)) == [7, 7]) }

    @Test("Centring pads evenly")
    func centred() { #expect(pixels(image.centred(width: 5, height: 2, fill: 0)) == [0, 1, 2, 3, 0, 0, 4, 5, 6, 0]) }

    @Test("Turning by 180 degrees reverses the pixels, and twice restores them")
    func turn() {
        #expect(pixels(image.rotatedBy180()) == [6, 5, 4, 3, 2, 1])
        #expect(pixels(image.rotatedBy180().rotatedBy180()) == pixels(image))
    }

    @Test("At half the resolution a pixel is the weighted mean of those that the triangle covers")
    func shrink() throws {
        // Weights 3, 3, 1, 0 sevenths of the rows 50, 50, 150, 150, and the same from the other side.
        let rows = GrayImage(
            width: 4, height: 4, pixelsPerInch: 1000, pixels: (0..<16).map { UInt8($0 / 8 * 100 + 50) })
        let half = try rows.resampled(toPixelsPerInch: 500)
        #expect(half.width == 2 && half.height == 2 && half.pixelsPerInch == 500)
        #expect(pixels(half) == [64, 64, 136, 136])
    }

    @Test("A flat picture stays flat at every resolution", arguments: [250.0, 333, 500, 569, 1200])
    func flat(target: Double) throws {
        let flat = GrayImage(width: 31, height: 17, pixelsPerInch: 500, pixels: [UInt8](repeating: 77, count: 31 * 17))
        let other = try flat.resampled(toPixelsPerInch: target)
        #expect(pixels(other).allSatisfy { $0 == 77 })
        #expect(other.width == Int((31 * target / 500).rounded()))
    }

    @Test("A ramp keeps its slope when it is resampled", arguments: [300.0, 700, 1000])
    func ramp(target: Double) throws {
        let ramp = GrayImage(width: 100, height: 1, pixelsPerInch: 500, pixels: (0..<100).map { UInt8($0 * 2) })
        let other = try ramp.resampled(toPixelsPerInch: target)
        for x in 5..<other.width - 5 {
            let expected = ((Double(x) + 0.5) * 500 / target - 0.5) * 2
            #expect(abs(Double(other[x, 0]) - expected) <= 1)
        }
    }

    @Test("Without a resolution, or to an absurd one, there is no resampling")
    func unknown() {
        #expect(throws: Fault(.init("image.resolution"), "")) {
            try image.stated(pixelsPerInch: nil).resampled(toPixelsPerInch: 500)
        }
        #expect(throws: Fault(.init("image.tooLarge"), "")) { try image.resampled(toPixelsPerInch: 1e9) }
    }

    @Test("An empty picture resamples to a blank one without reading outside")
    func empty() throws {
        let empty = GrayImage(width: 0, height: 5, pixelsPerInch: 500, pixels: [])
        #expect(try pixels(empty.resampled(toPixelsPerInch: 250)).allSatisfy { $0 == 0 })
    }
}
