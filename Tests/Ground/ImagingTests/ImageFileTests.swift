import Foundation
import Ground
import Imaging
import Testing

@Suite struct ImageFileTests {
    @Test("Every kind of picture is read as what another program wrote, to a grey level", arguments: Sample.all)
    func reads(sample: Sample) throws {
        let image = try ImageFile.read(sample.bytes)
        #expect(image.width == 3 && image.height == 2)
        let pixels = image.withPixels { Array($0) }
        #expect(zip(pixels, sample.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(pixels)")
        #expect(image.pixelsPerInch == sample.pixelsPerInch)
    }

    @Test("A picture cut short anywhere is a fault, never a smaller picture", arguments: Sample.all)
    func truncation(sample: Sample) {
        for length in 0..<sample.bytes.count {
            // A plain PGM without its last digit is a PGM still: nothing in the format tells.
            if sample.testDescription.hasPrefix("PGM, plain"), length == sample.bytes.count - 1 { continue }
            #expect(throws: Fault.self) { try ImageFile.read(sample.bytes.prefix(length)) }
        }
    }

    @Test("Flipped bits give a picture within the limits or a fault", arguments: Sample.all)
    func flippedBits(sample: Sample) {
        for at in sample.bytes.indices {
            for bit in 0..<8 {
                var bytes = sample.bytes
                bytes[at] ^= 1 << bit
                do throws(Fault) {
                    let image = try ImageFile.read(bytes)
                    #expect(image.width * image.height <= ImageFile.mostPixels)
                } catch {
                    #expect(error.code.rawValue.hasPrefix("image."))
                }
            }
        }
    }

    @Test(
        "What cannot be read is refused with the reason",
        arguments: [
            (Data(), .init("image.unknown")),
            (Data("GIF89a".utf8), .init("image.unknown")),
            (Sample.jpegForPrint.bytes, .init("image.unsupported")),
            (Sample.bomb.bytes, .init("image.tooLarge")),
            (Sample.vast.bytes, .init("image.tooLarge")),
            (Data("P5 9999 9999 255\n".utf8), .init("image.tooLarge")),
            (Data("P5 9999999 9999999 255\n".utf8), .init("image.tooLarge")),
            (Data("P5 2000 2000 255\n".utf8), .init("image.broken")),
            (Data("P5 0 1 255\n".utf8), .init("image.broken")),
            (Data("P5 1 1 0\n0".utf8), .init("image.broken")),
            (Data("P2 1 1 9\n10".utf8), .init("image.broken")),
            (Data("P5 12345678 1 255\n".utf8), .init("image.broken")),
        ] as [(Data, Fault.Code)])
    func refusals(bytes: Data, code: Fault.Code) {
        #expect(throws: Fault(code, "")) { try ImageFile.read(bytes) }
    }

    @Test("A written PNG is read back with its resolution", arguments: [nil, 500, 508, 569, 1000] as [Double?])
    func pngRoundTrip(pixelsPerInch: Double?) throws {
        let pixels = (0..<77 * 13).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let image = GrayImage(width: 77, height: 13, pixelsPerInch: pixelsPerInch, pixels: pixels)
        let read = try ImageFile.read(ImageFile.pngBytes(of: image))
        #expect(read.width == 77 && read.height == 13)
        #expect(abs((read.pixelsPerInch ?? 0) - (pixelsPerInch ?? 0)) < 0.02)
        #expect(read.withPixels { Array($0) } == pixels)
    }

    @Test(
        "Every pixel survives a PNG in wiping memory, whatever the picture's shape",
        arguments: [
            (1, 1), (1, 900), (900, 1), (3, 5), (7, 8), (255, 257), (384, 290), (355, 390), (500, 500), (640, 480),
            (1600, 1500), (2100, 2100),
        ])
    func exactPNG(width: Int, height: Int) throws {
        var random = SystemRandomNumberGenerator()
        for flat in [false, true] {
            let image = GrayImage(width: width, height: height, pixelsPerInch: 500) { pixels in
                let raw = UnsafeMutableRawBufferPointer(pixels)
                raw.initializeMemory(as: UInt8.self, repeating: 200)
                guard !flat else { return }
                for start in stride(from: 0, to: raw.count - 7, by: 8) {
                    raw.storeBytes(of: random.next() as UInt64, toByteOffset: start, as: UInt64.self)
                }
            }
            let png = try ImageFile.png(of: image)
            let read = try ImageFile.read(png)
            #expect(read.width == width && read.height == height && read.pixelsPerInch == 500)
            let isSame = read.withPixels { one in image.withPixels { other in one.elementsEqual(other) } }
            #expect(isSame)
            #expect(try ImageFile.pngBytes(of: image) == png.withBytes { Array($0) })
        }
    }

    @Test("A part of a picture is what lies there, and an area grows no further than the picture reaches")
    func window() {
        let image = GrayImage(width: 10, height: 8, pixelsPerInch: 500, pixels: (0..<80).map { UInt8($0) })
        let part = image.window(of: PictureArea(x: 2, y: 3, width: 3, height: 2))
        #expect(part.withPixels { Array($0) } == [32, 33, 34, 42, 43, 44] && part.pixelsPerInch == 500)
        let area = PictureArea(x: 2, y: 3, width: 3, height: 2)
        #expect(area.grown(by: 1, within: image) == PictureArea(x: 1, y: 2, width: 5, height: 4))
        #expect(area.grown(by: 100, within: image) == PictureArea(x: 0, y: 0, width: 10, height: 8))
        let padded = image.window(x: -1, y: 7, width: 3, height: 2, fill: 9)
        #expect(padded.withPixels { Array($0) } == [9, 70, 71, 9, 9, 9])
        #expect(image.window(x: 20, y: 20, width: 1, height: 1, fill: 7)[0, 0] == 7)
    }

    @Test("A written PGM is read back")
    func pgmRoundTrip() throws {
        let image = GrayImage(width: 3, height: 2, pixelsPerInch: 500, pixels: Sample.grey)
        #expect(try ImageFile.read(ImageFile.pgmBytes(of: image)).withPixels { Array($0) } == Sample.grey)
    }

    @Test("A picture without pixels cannot be written as PNG")
    func emptyPNG() {
        let empty = GrayImage(width: 0, height: 0, pixelsPerInch: nil, pixels: [])
        #expect(throws: Fault(.init("image.empty"), "")) { try ImageFile.pngBytes(of: empty) }
    }

    @Test("A fault of a file names the file")
    func namesTheFile() {
        let url = URL(filePath: "/nonexistent/print.png")
        let fault = #expect(throws: Fault.self) { try ImageFile.read(url) }
        #expect(fault?.message.contains("/nonexistent/print.png") == true)
    }

    @Test("A bitmap whose height is negative is read from the top down")
    func topDownBitmap() throws {
        var bytes = try #require(Sample.all.first { $0.testDescription == "BMP, 32 bits" }).bytes
        bytes.replaceSubrange(22..<26, with: [0xFE, 0xFF, 0xFF, 0xFF])
        let image = try ImageFile.read(bytes)
        #expect(image.withPixels { Array($0) } == Array(Sample.luma[3...] + Sample.luma[..<3]))
    }

    @Test("A palette of 4 and of 8 bits is looked up", arguments: [4, 8])
    func paletteBitmap(depth: Int) throws {
        func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        let palette: [UInt8] = [10, 10, 10, 0, 0, 0, 255, 0]
        let row: [UInt8] = depth == 8 ? [1, 0, 1, 0] : [0x10, 0x10, 0, 0]
        let sizes = word(66) + word(0) + word(62) + word(40) + word(3) + word(1) + word(1 | depth << 16)
        let rest = word(0) + word(4) + word(19685) + word(19685) + word(2) + word(0)
        let bytes = Data([0x42, 0x4D] + sizes + rest + palette + row)
        let image = try ImageFile.read(bytes)
        #expect(image.withPixels { Array($0) } == [76, 10, 76])
        #expect(image.pixelsPerInch == 500)
        #expect(throws: Fault(.init("image.broken"), "")) {
            try ImageFile.read(bytes.dropLast(4) + Data([0x22, 2, 2, 2]))
        }
    }
}
