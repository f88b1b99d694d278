import Foundation
import Ground
import Imaging
import Testing

/// The parts of files that state a resolution, as their standards lay them out.
enum Part {
    static func big(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
    static func little(_ value: UInt32) -> [UInt8] { big(value).reversed() }

    /// One chunk behind the header of a PNG, with its checksum (ISO/IEC 15948, annex D).
    static func png(_ kind: String, _ body: [UInt8]) -> Data {
        var sum = UInt32.max
        for byte in Array(kind.utf8) + body {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        let sample = Sample.named("PNG, RGB")
        return sample.prefix(33) + big(UInt32(body.count)) + kind.utf8 + body + big(~sum) + sample.dropFirst(33)
    }

    static func phys(_ across: UInt32, _ down: UInt32, unit: UInt8 = 1) -> Data {
        png("pHYs", big(across) + big(down) + [unit])
    }

    /// A JPEG with these segments and none of its own application data.
    static func jpeg(_ segments: [UInt8]...) -> Data {
        let sample = Sample.named("JPEG, grey, 500 ppi")
        return sample.prefix(2) + segments.joined() + sample.dropFirst(20)
    }

    static func jfif(_ unit: UInt8, _ across: UInt32, _ down: UInt32) -> [UInt8] {
        [0xFF, 0xE0, 0, 16] + "JFIF\0".utf8 + [1, 1, unit] + big(across).suffix(2) + big(down).suffix(2) + [0, 0]
    }

    static func app1(_ body: [UInt8]) -> [UInt8] {
        [0xFF, 0xE1] + big(UInt32(body.count + 8)).suffix(2) + "Exif\0\0".utf8 + body
    }

    /// Width, and the resolution as fractions behind the directory.
    static func exif(_ across: (UInt32, UInt32), _ down: (UInt32, UInt32), unit: UInt8?, isBig: Bool) -> [UInt8] {
        func number(_ value: UInt32, _ count: Int) -> [UInt8] {
            isBig ? big(value).suffix(count) : Array(little(value).prefix(count))
        }
        func entry(_ tag: UInt32, _ kind: UInt32, _ value: [UInt8]) -> [UInt8] {
            number(tag, 2) + number(kind, 2) + number(1, 4) + value
        }
        var entries = [entry(0x100, 4, number(3, 4)), entry(0x11A, 5, number(100, 4)), entry(0x11B, 5, number(108, 4))]
        if let unit { entries.append(entry(0x128, 3, number(UInt32(unit), 2) + [0, 0])) }
        let directory = number(UInt32(entries.count), 2) + entries.joined() + number(0, 4)
        let head = (isBig ? Array("MM".utf8) : Array("II".utf8)) + number(42, 2) + number(8, 4)
        let fractions = [across.0, across.1, down.0, down.1].flatMap { number($0, 4) }
        return head + directory + [UInt8](repeating: 0, count: 92 - directory.count) + fractions
    }

    static func bmp(_ across: UInt32, _ down: UInt32) -> Data {
        var bytes = Sample.named("BMP, 24 bits, 96 ppi, which says nothing")
        bytes.replaceSubrange(38..<46, with: little(across) + little(down))
        return bytes
    }
}

extension Sample {
    static func named(_ name: String) -> Data { all.first { $0.testDescription == name }?.bytes ?? Data() }
}

@Suite("What a file states of its resolution")
struct ResolutionTests {
    @Test(
        "is believed, wherever it stands, and axes that differ by rounding are one",
        arguments: [
            ("PNG of 1000 ppi, rounded up and down", Part.phys(39370, 39371), 1000.01),
            ("PNG of 500 ppi, axes 1 % apart", Part.phys(19685, 19500), 497.65),
            ("PNG, EXIF", Part.png("eXIf", Part.exif((1000, 1), (1000, 1), unit: 2, isBig: false)), 1000),
            ("BMP of 1000 ppi, rounded", Part.bmp(39371, 39370), 1000.01),
            ("JPEG, per inch", Part.jpeg(Part.jfif(1, 1000, 1000)), 1000),
            ("JPEG, rounded", Part.jpeg(Part.jfif(1, 500, 501)), 500.5),
            ("JPEG, per centimetre", Part.jpeg(Part.jfif(2, 197, 197)), 500.38),
            ("EXIF, Intel", Part.jpeg(Part.app1(Part.exif((1000, 1), (1000, 1), unit: 2, isBig: false))), 1000),
            ("EXIF, Motorola", Part.jpeg(Part.app1(Part.exif((10_000, 10), (1000, 1), unit: 2, isBig: true))), 1000),
            ("EXIF, no unit: inches", Part.jpeg(Part.app1(Part.exif((500, 1), (500, 1), unit: nil, isBig: true))), 500),
            ("EXIF, centimetres", Part.jpeg(Part.app1(Part.exif((394, 1), (394, 1), unit: 3, isBig: false))), 1000.76),
            (
                "EXIF beside a JFIF that knows nothing",
                Part.jpeg(
                    Part.jfif(0, 1, 1), Part.app1(Part.exif((1000, 1), (1000, 1), unit: 2, isBig: false))), 1000
            ),
            (
                "EXIF beside a JFIF with a drawing program's default",
                Part.jpeg(
                    Part.jfif(1, 72, 72), Part.app1(Part.exif((1000, 1), (1000, 1), unit: 2, isBig: false))), 1000
            ),
            (
                "JFIF and EXIF of the same",
                Part.jpeg(
                    Part.jfif(1, 500, 500), Part.app1(Part.exif((500, 1), (500, 1), unit: 2, isBig: true))), 500
            ),
        ] as [(String, Data, Double)])
    func believed(name: String, file: Data, pixelsPerInch: Double) throws {
        #expect(try ImageFile.read(file).pixelsPerInch == pixelsPerInch)
    }

    @Test(
        "and cannot be honoured is refused, never replaced by a default",
        arguments: [
            ("PNG, pixels twice as high as wide", Part.phys(39370, 19685)),
            ("PNG, axes 2 % apart", Part.phys(19685, 20100)),
            ("PNG, one axis only", Part.phys(19685, 0)),
            ("PNG, no unit, but pixels that are not square", Part.phys(2, 1, unit: 0)),
            ("PNG, a unit that there is not", Part.phys(39370, 39370, unit: 2)),
            ("PNG, a chunk cut short", Part.png("pHYs", Part.big(39370) + Part.big(39370))),
            ("PNG, a chunk that goes on", Part.png("pHYs", Part.big(39370) + Part.big(39370) + [1, 0])),
            ("PNG, the size of what it shows", Part.png("sCAL", [1] + "0.0000254\0".utf8 + "0.0000254".utf8)),
            ("PNG, 99 ppi", Part.phys(3898, 3898)),
            ("JPEG, 50 ppi", Part.jpeg(Part.jfif(1, 50, 50))),
            ("JPEG, 90 ppi", Part.jpeg(Part.jfif(1, 90, 90))),
            ("JPEG, a unit that there is not", Part.jpeg(Part.jfif(3, 1000, 1000))),
            ("JPEG, the last unit that there is not", Part.jpeg(Part.jfif(255, 1000, 1000))),
            ("EXIF, unit 0", Part.jpeg(Part.app1(Part.exif((1000, 1), (1000, 1), unit: 0, isBig: false)))),
            ("EXIF, unit 4", Part.jpeg(Part.app1(Part.exif((1000, 1), (1000, 1), unit: 4, isBig: true)))),
            ("EXIF, unit 5", Part.jpeg(Part.app1(Part.exif((1000, 1), (1000, 1), unit: 5, isBig: false)))),
            ("PNG, more than any reader has", Part.phys(4_000_000, 4_000_000)),
            ("EXIF, over zero", Part.jpeg(Part.app1(Part.exif((1000, 0), (1000, 0), unit: 2, isBig: true)))),
            ("PNG, EXIF of another", Part.png("eXIf", Part.exif((500, 1), (1000, 1), unit: 2, isBig: true))),
            ("BMP, pixels twice as high as wide", Part.bmp(39370, 19685)),
            ("BMP, below zero", Part.bmp(19685, 0xFFFF_B31B)),
            ("JPEG, pixels that are not square", Part.jpeg(Part.jfif(1, 500, 1000))),
            ("JPEG, no unit, but pixels that are not square", Part.jpeg(Part.jfif(0, 2, 1))),
            (
                "JFIF and EXIF of another",
                Part.jpeg(Part.jfif(1, 500, 500), Part.app1(Part.exif((1000, 1), (1000, 1), unit: 2, isBig: false)))
            ),
        ] as [(String, Data)])
    func refused(name: String, file: Data) throws {
        #expect(throws: Fault(.init("image.resolution"), "")) { try ImageFile.read(file) }
        // What a person says of it counts, whatever the file states.
        #expect(try ImageFile.read(file, pixelsPerInch: 800).pixelsPerInch == 800)
    }

    @Test(
        "says nothing where it is what drawing programs write who do not know",
        arguments: [
            Part.phys(0, 0), Part.phys(2835, 2835), Part.phys(1, 1, unit: 0), Part.bmp(0, 0), Part.bmp(2835, 2835),
            Part.jpeg(), Part.jpeg(Part.jfif(0, 1, 1)), Part.jpeg(Part.jfif(1, 72, 72)), Part.jpeg(Part.jfif(1, 0, 0)),
            Part.phys(3780, 3780), Part.jpeg(Part.jfif(1, 96, 96)), Part.jpeg(Part.jfif(2, 28, 28)),
            Part.jpeg(Part.jfif(2, 38, 38)),
            Part.jpeg(Part.jfif(1, 1, 1)),
            Part.jpeg(Part.app1(Part.exif((1000, 1), (1000, 1), unit: 1, isBig: true))),
            Part.jpeg(Part.app1(Part.exif((0, 0), (0, 0), unit: 2, isBig: true))),
        ])
    func nothing(file: Data) throws {
        #expect(try ImageFile.read(file).pixelsPerInch == nil)
    }

    @Test("that is cut short or damaged gives a picture or a fault", arguments: [false, true])
    func damaged(isBig: Bool) {
        let exif = Part.exif((1000, 1), (1000, 1), unit: 2, isBig: isBig)
        for count in 0...exif.count {
            for byte: UInt8 in [0, 0xFF] {
                var changed = exif.prefix(count)
                if count > 0 { changed[count - 1] = byte }
                do throws(Fault) {
                    let known = try ImageFile.read(Part.jpeg(Part.app1(Array(changed)))).pixelsPerInch
                    #expect(known == nil || known == 1000)
                } catch { #expect(error.code.rawValue == "image.resolution") }
            }
        }
    }

    @Test(
        "Grey is BT.601 luma, whatever colour space the file names",
        arguments: [
            Part.png("sRGB", [0]), Part.png("gAMA", Part.big(45455)), Part.png("gAMA", Part.big(100_000)),
            Part.png("cHRM", [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000].flatMap(Part.big)),
        ])
    func luma(file: Data) throws {
        let pixels = try ImageFile.read(file).withPixels { Array($0) }
        #expect(zip(pixels, Sample.luma).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(pixels)")
        #expect(try pixels == ImageFile.read(Sample.named("PNG, RGB")).withPixels { Array($0) })
    }
}
