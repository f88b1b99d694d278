import Fingerprint
import Imaging
import SyntheticPrints
import Testing

@Suite("Where the print is in a picture")
struct PrintAreaTests {
    private static let print = SyntheticPrints.impression(finger: 3, impression: 1, seed: 77, strength: 0.5).image

    @Test(
        "is found on a platen of any size and resolution, and holds every minutia",
        arguments: [(600, 700, 500, 90, 120), (3000, 4000, 500, 2100, 130), (4000, 4200, 1000, 1500, 3000)])
    func platen(width: Int, height: Int, pixelsPerInch: Double, x: Int, y: Int) throws {
        let print = try Self.print.stated(pixelsPerInch: 500).resampled(toPixelsPerInch: pixelsPerInch)
        let found = try TemplateExtractor().extract(print.window(x: -x, y: -y, width: width, height: height))
        let (area, scale) = (found.area, pixelsPerInch / 500)
        // On empty glass the faintest contrast counts, so that the area reaches some cells beyond the print.
        let slack = Int(200 * scale)
        #expect(area.x >= x - slack && area.x + area.width <= x + print.width + slack, "\(area)")
        #expect(area.y >= y - slack && area.y + area.height <= y + print.height + slack, "\(area)")
        #expect(area.width * 2 > print.width && area.height * 2 > print.height)
        #expect(found.template.count > 10)
        let reach = 0.1 * pixelsPerInch
        for minutia in found.template.minutiae {
            let (column, row) = (Double(minutia.x) * scale, Double(minutia.y) * scale)
            #expect(column >= Double(area.x) - reach && column < Double(area.x + area.width) + reach)
            #expect(row >= Double(area.y) - reach && row < Double(area.y + area.height) + reach)
        }
    }

    @Test("gives the same minutiae wherever on the platen the print lies, in the frame of the whole picture")
    func frame() throws {
        let alone = try TemplateExtractor().extract(Self.print.window(x: -80, y: -80, width: 600, height: 600))
        let far = try TemplateExtractor().extract(Self.print.window(x: -880, y: -1680, width: 3000, height: 4000))
        let moved = Set(alone.template.minutiae.map { [Int($0.x) + 800, Int($0.y) + 1600] })
        let shared = far.template.minutiae.count { moved.contains([Int($0.x), Int($0.y)]) }
        #expect(shared * 10 >= alone.template.count * 8)
    }
}
