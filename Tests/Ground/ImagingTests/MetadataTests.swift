import Foundation
import Ground
import Imaging
import Testing

/// Metadata as other programs leave them beside those of the format itself.
private enum Metadata {
    /// Photoshop's image resources (Adobe Photoshop File Formats Specification, 1005), behind one with a name.
    static func photoshop(_ across: UInt32, _ down: UInt32, name: String = "") -> [UInt8] {
        let fixed = { (value: UInt32) in Part.big(value << 16) + [0, 1, 0, 1] }
        let pascal = [UInt8(name.utf8.count)] + name.utf8 + (name.utf8.count % 2 == 0 ? [0] : [])
        let other = Array("8BIM".utf8) + [4, 4, 1, 0x61] + Part.big(3) + [1, 2, 3, 0]
        return other + "8BIM".utf8 + [3, 0xED] + pascal + Part.big(16) + fixed(across) + fixed(down)
    }

    static func app13(_ resources: [UInt8]) -> [UInt8] { segment(0xED, Array("Photoshop 3.0\0".utf8) + resources) }

    static func xmp(_ text: String) -> [UInt8] { segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0\(text)".utf8)) }

    static func xmpPart(_ text: some StringProtocol) -> [UInt8] {
        let head = Array("http://ns.adobe.com/xmp/extension/\0".utf8) + [UInt8](repeating: 0, count: 40)
        return segment(0xE1, head + text.utf8)
    }

    static let defaultNamespace = """
        <Description><XResolution xmlns="http://ns.adobe.com/tiff/1.0/">1000/1</XResolution>
        <YResolution xmlns="http://ns.adobe.com/tiff/1.0/">1000/1</YResolution></Description>
        """

    static func utf16(_ text: String) -> [UInt8] { text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }

    static func segment(_ code: UInt8, _ body: [UInt8]) -> [UInt8] {
        [0xFF, code] + Part.big(UInt32(body.count + 2)).suffix(2) + body
    }

    static func tiff(_ across: String, _ down: String, _ unit: String = "2") -> String {
        #"<rdf:Description tiff:XResolution="\#(across)" tiff:YResolution='\#(down)' tiff:ResolutionUnit = "\#(unit)"/>"#
    }

    static let elements = """
        <tiff:XResolution>1000/1</tiff:XResolution> <tiff:YResolution> 10000/10
        </tiff:YResolution><exif:FocalPlaneXResolution>7/1</exif:FocalPlaneXResolution>
        """

    static func itxt(_ text: [UInt8], isPacked: Bool = false) -> Data {
        Part.png("iTXt", "XML:com.adobe.xmp\0".utf8 + [isPacked ? 1 : 0, 0] + "en\0key\0".utf8 + text)
    }

    /// As ImageMagick writes EXIF, made with Pillow: 1000 per inch.
    static let exif = """
        \nexif\n      72
        4578696600004d4d002a000000080003011a00050000000100000032011b000500000001
        0000003a01280003000000010002000000000000000003e800000001000003e800000001\n
        """
    /// The same, and 1000 per inch in XMP, packed by Python's zlib.
    static let packedExif = Array(
        Data(
            base64Encoded:
                "eJzjSq3ITONSAANzIy4TU3MLM0szMwMgMEkxSTEwMEo0gAALIDY2MDQE8U2hYoYQytgIKJ6ELM4FlUg0MDSCaERoMDJAB8apFigGIvG5AFnwICg="
        ) ?? Data())
    static let packedXMP = Array(
        Data(
            base64Encoded:
                "eJyzKUpJs3JJLU4uyiwoyczPUyjJTEuzighKLc7PKQUJ2CoZGhgY6BsqQWQiccogJELzMktslYyU9O0ADPIfkQ=="
        ) ?? Data())

    static func profile(_ kind: String, _ name: String, _ text: [UInt8]) -> Data {
        Part.png(kind, "Raw profile type \(name)\0".utf8 + text)
    }

    /// A PNG whose EXIF states its resolution across twice.
    static func twice(_ first: UInt32, _ second: UInt32) -> Data {
        let entries = [UInt32(54), 62].flatMap { Part.big(0x011A_0005) + Part.big(1) + Part.big($0) }
        return Part.png(
            "eXIf",
            Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 2] + entries + [UInt8](repeating: 0, count: 54 - 34)
                + Part.big(first) + Part.big(1) + Part.big(second) + Part.big(1))
    }

    /// A PNG of three columns and two rows whose EXIF has nothing but an orientation.
    static func turned(_ orientation: UInt32, kind: UInt32 = 3, isBig: Bool = true) -> Data {
        let number = { (value: UInt32, count: Int) in
            isBig ? Array(Part.big(value).suffix(count)) : Array(Part.little(value).prefix(count))
        }
        let head = (isBig ? Array("MM".utf8) : Array("II".utf8)) + number(42, 2) + number(8, 4)
        let value = kind == 4 ? number(orientation, 4) : number(orientation, 2) + [0, 0]
        return Part.png("eXIf", head + number(1, 2) + number(0x112, 2) + number(kind, 2) + number(1, 4) + value)
    }
}

@Suite("What a file states in metadata of other programs")
struct MetadataTests {
    @Test(
        "of its resolution is believed",
        arguments: [
            ("Photoshop", Part.jpeg(Metadata.app13(Metadata.photoshop(1000, 1000)))),
            ("Photoshop, named", Part.jpeg(Metadata.app13(Metadata.photoshop(1000, 1000, name: "odd")))),
            ("Photoshop, named evenly", Part.jpeg(Metadata.app13(Metadata.photoshop(1000, 1000, name: "even")))),
            (
                "Photoshop beside JFIF",
                Part.jpeg(Part.jfif(1, 1000, 1000), Metadata.app13(Metadata.photoshop(1000, 1000)))
            ),
            ("XMP", Part.jpeg(Metadata.xmp(Metadata.tiff("1000/1", "1000")))),
            ("XMP per centimetre", Part.jpeg(Metadata.xmp(Metadata.tiff("3937/10", "393.7", "3")))),
            ("XMP, elements", Part.jpeg(Metadata.xmp(Metadata.elements))),
            ("PNG, XMP", Metadata.itxt(Array(Metadata.tiff("1000/1", "1000/1").utf8))),
            ("PNG, XMP, packed", Metadata.itxt(Metadata.packedXMP, isPacked: true)),
            ("PNG, a profile", Metadata.profile("tEXt", "exif", Array(Metadata.exif.utf8))),
            ("XMP, filled up with zeros", Part.jpeg(Metadata.xmp(Metadata.tiff("1000", "1000") + "\0\0\0"))),
            (
                "XMP, in parts that cut a name",
                Part.jpeg(
                    Metadata.xmpPart(Metadata.tiff("1000", "1000").prefix(30)),
                    Metadata.xmpPart(Metadata.tiff("1000", "1000").dropFirst(30)))
            ),
            ("PNG, a profile in capitals", Metadata.profile("tEXt", "EXIF", Array(Metadata.exif.utf8))),
            ("PNG, a profile in small letters", Metadata.profile("tEXt", "app1", Array(Metadata.exif.utf8))),
            ("PNG, a profile of no known name", Metadata.profile("tEXt", "metadata", Array(Metadata.exif.utf8))),
            (
                "PNG, XMP by a keyword in other letters",
                Part.png("tEXt", Array("xml:Com.Adobe.XMP\0\(Metadata.tiff("1000", "1000"))".utf8))
            ),
            ("PNG, a profile by another name", Metadata.profile("tEXt", "APP1", Array(Metadata.exif.utf8))),
            ("PNG, a profile, packed", Metadata.profile("zTXt", "exif", [0] + Metadata.packedExif)),
            (
                "PNG, a profile of Photoshop",
                Metadata.profile(
                    "tEXt", "8bim",
                    Array("\n8bim\n44\n".utf8) + Hex.encode(Metadata.photoshop(1000, 1000)).utf8 + [10])
            ),
        ] as [(String, Data)])
    func believed(name: String, file: Data) throws {
        #expect(try ImageFile.read(file).pixelsPerInch == 1000)
    }

    @Test(
        "of its resolution and cannot be honoured is refused",
        arguments: [
            (
                "Photoshop against JFIF",
                Part.jpeg(Part.jfif(1, 500, 500), Metadata.app13(Metadata.photoshop(1000, 1000)))
            ),
            ("Photoshop, cut short", Part.jpeg(Metadata.app13(Array(Metadata.photoshop(1000, 1000).dropLast(6))))),
            ("Photoshop, not square", Part.jpeg(Metadata.app13(Metadata.photoshop(1000, 500)))),
            (
                "XMP against EXIF",
                Part.jpeg(
                    Part.app1(Part.exif((500, 1), (500, 1), unit: 2, isBig: true)),
                    Metadata.xmp(Metadata.tiff("1000/1", "1000/1")))
            ),
            ("XMP, one axis", Part.jpeg(Metadata.xmp(#"tiff:XResolution="1000/1""#))),
            ("XMP, no number", Part.jpeg(Metadata.xmp(Metadata.tiff("&#49;000", "1000")))),
            ("XMP, over zero", Part.jpeg(Metadata.xmp(Metadata.tiff("1000/0", "1000/0")))),
            ("XMP, three parts", Part.jpeg(Metadata.xmp(Metadata.tiff("1000/1/1", "1000/1/1")))),
            ("XMP, an unknown unit", Part.jpeg(Metadata.xmp(Metadata.tiff("1000", "1000", "4")))),
            ("XMP, no unit at all", Part.jpeg(Metadata.xmp(Metadata.tiff("1000", "1000", "inch")))),
            ("XMP, a structure", Part.jpeg(Metadata.xmp("<tiff:XResolution rdf:parseType='Resource'>1000/1"))),
            ("XMP, without end", Part.jpeg(Metadata.xmp("<tiff:XResolution>" + String(repeating: "1", count: 40)))),
            ("XMP, in a default namespace", Part.jpeg(Metadata.xmp(Metadata.defaultNamespace))),
            ("XMP, without a namespace", Part.jpeg(Metadata.xmp("<x XResolution = '1000/1'/>"))),
            (
                "XMP, in a part of no markup",
                Part.jpeg(Metadata.xmp("<tiff:XResolution><![CDATA[1000]]></tiff:XResolution>"))
            ),
            ("XMP, with a remark", Part.jpeg(Metadata.xmp("<tiff:XResolution>1000<!-- -->/1</tiff:XResolution>"))),
            ("XMP, in UTF-16", Metadata.itxt(Metadata.utf16(Metadata.tiff("1000", "1000")))),
            (
                "XMP, in UTF-16, the other way",
                Part.jpeg(
                    Metadata.segment(
                        0xE1,
                        Array("http://ns.adobe.com/xap/1.0/\0".utf8)
                            + Metadata.utf16(Metadata.tiff("1000", "1000")).reversed()))
            ),
            ("EXIF that is no TIFF", Part.jpeg(Metadata.segment(0xE1, Array("Exif\0\0MMxx".utf8)))),
            (
                "EXIF without its entries",
                Part.jpeg(Metadata.segment(0xE1, Array("Exif\0\0MM".utf8) + [0, 42, 0, 0, 9, 0]))
            ),
            ("EXIF that states two resolutions in one directory", Metadata.twice(1000, 500)),
            ("JFIF, cut short", Part.jpeg(Metadata.segment(0xE0, Array("JFIF\0".utf8) + [1, 2, 1, 3]))),
            ("PNG, a profile that is no EXIF", Metadata.profile("tEXt", "Exif", Array("\nexif\n 4\n01020304\n".utf8))),
            (
                "PNG, a profile that is no hexadecimal",
                Metadata.profile("tEXt", "exif", Array("\nexif\n 4\nxyz0\n".utf8))
            ),
            (
                "PNG, a profile that cannot be unpacked",
                Metadata.profile("zTXt", "exif", [0] + Metadata.packedExif.dropLast(9))
            ),
        ] as [(String, Data)])
    func refused(name: String, file: Data) throws {
        #expect(throws: Fault(.init("image.resolution"), "")) { try ImageFile.read(file) }
        #expect(try ImageFile.read(file, pixelsPerInch: 800).pixelsPerInch == 800)
    }

    @Test("in more places than any program writes is refused, before it takes its time")
    func many() throws {
        let sample = Sample.named("PNG, RGB")
        let chunk = Metadata.profile("zTXt", "exif", [0] + Metadata.packedExif).dropFirst(33).prefix(
            12 + 23 + Metadata.packedExif.count)
        for (count, isRead) in [(16, true), (17, false)] {
            let file = sample.prefix(33) + Data(repeatElement(chunk, count: count).joined()) + sample.dropFirst(33)
            let image = try? ImageFile.read(file)
            #expect((image?.pixelsPerInch == 1000) == isRead)
        }
    }

    @Test(
        "is passed over where it says nothing of the resolution",
        arguments: [
            Part.jpeg(Metadata.app13(Array("8BIM".utf8) + [4, 4, 0, 0] + Part.big(0))),
            Part.jpeg(Metadata.app13(Metadata.photoshop(72, 72))), Part.jpeg(Metadata.xmp("<x:xmpmeta/>")),
            Part.jpeg(Metadata.xmp(Metadata.tiff("1000", "1000", "1"))),
            Part.jpeg(Metadata.xmp("<tiff:XResolution/><tiff:XResolutions>9</tiff:XResolutions>")),
            Part.jpeg(Metadata.xmp("<tiff:XResolution></tiff:XResolution> >9<")),
            Part.jpeg(Metadata.xmp("<dc:title>Of Orientation and tiff:XResolution</dc:title>")),
            Part.png("tEXt", "Comment\0tiff:XResolution='9'".utf8 + []), Metadata.profile("tEXt", "icc", [1, 2, 3]),
        ])
    func nothing(file: Data) throws {
        #expect(try ImageFile.read(file).pixelsPerInch == nil)
    }

    /// By Pillow's `exif_transpose`, of 76 150 29 / 255 0 100; one that is only turned stays as it lies.
    @Test(
        "of its orientation: a mirrored picture is turned over",
        arguments: [
            (0, 3, [76, 150, 29, 255, 0, 100]), (1, 3, [76, 150, 29, 255, 0, 100]), (2, 3, [29, 150, 76, 100, 0, 255]),
            (3, 3, [76, 150, 29, 255, 0, 100]), (4, 3, [255, 0, 100, 76, 150, 29]), (5, 2, [76, 255, 150, 0, 29, 100]),
            (6, 3, [76, 150, 29, 255, 0, 100]), (7, 2, [100, 29, 0, 150, 255, 76]), (8, 3, [76, 150, 29, 255, 0, 100]),
        ] as [(UInt32, Int, [UInt8])])
    func orientation(orientation: UInt32, width: Int, pixels: [UInt8]) throws {
        let xmp = Metadata.itxt(Array("<x tiff:Orientation='\(orientation)'/>".utf8))
        for file in [
            Metadata.turned(orientation), Metadata.turned(orientation, isBig: false),
            Metadata.turned(orientation, kind: 4), xmp,
        ] {
            let image = try ImageFile.read(file)
            #expect(image.width == width && image.height == 6 / width)
            // Of colours, as libpng and Pillow round.
            let found = image.withPixels { Array($0) }
            #expect(zip(found, pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(found)")
        }
    }

    @Test("of its orientation and is none, or another in another place, is refused")
    func contradiction() {
        let mirrored = Metadata.xmp("tiff:Orientation='2'")
        for file in [
            Metadata.turned(9), Part.jpeg(mirrored, Metadata.xmp("tiff:Orientation='1'")),
            Part.jpeg(mirrored, Metadata.xmp("tiff:Orientation='4'")), Part.jpeg(Metadata.xmp("tiff:Orientation='up'")),
            Part.jpeg(Metadata.xmp("<Orientation xmlns='http://ns.adobe.com/tiff/1.0/'>2</Orientation>")),
        ] {
            #expect(throws: Fault(.init("image.unsupported"), "")) { try ImageFile.read(file, pixelsPerInch: 500) }
        }
        #expect(throws: Never.self) { try ImageFile.read(Part.jpeg(mirrored, mirrored)) }
    }

    @Test("that is cut short or damaged gives a picture or a fault")
    func damaged() {
        let blocks: [([UInt8], ([UInt8]) -> Data)] = [
            (Metadata.photoshop(1000, 1000), { Part.jpeg(Metadata.app13($0)) }),
            (
                Array(Metadata.tiff("1000/1", "1000/1").utf8),
                { Part.jpeg(Metadata.xmp(String(decoding: $0, as: UTF8.self))) }
            ),
            (Metadata.packedXMP, { Metadata.itxt($0, isPacked: true) }),
            (Metadata.packedExif, { Metadata.profile("zTXt", "exif", [0] + $0) }),
        ]
        for (block, file) in blocks {
            for count in 0...block.count {
                for byte: UInt8 in [0, 0x22, 0xFF] {
                    var changed = Array(block.prefix(count))
                    if count > 0 { changed[count - 1] = byte }
                    do throws(Fault) { _ = try ImageFile.read(file(changed)) } catch {
                        #expect(error.code.rawValue == "image.resolution")
                    }
                }
            }
        }
    }
}
