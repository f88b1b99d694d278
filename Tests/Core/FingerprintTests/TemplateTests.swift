import Fingerprint
import Ground
import Testing

struct TemplateTests {
    /// The worked example of docs/template.md, written by hand from the layout.
    static let example: [UInt8] =
        [0x52, 0x4C, 0x54, 0x01, 0x2C, 0x01, 0x90, 0x01, 0x46, 0x02, 0x00, 0x00]
        + [0x02, 0x41, 0x05, 0x80, 0x10, 0x00, 0x8F, 0x01, 0x40, 0x80, 0x5A, 0x28]
    static let exampleMinutiae = [
        Minutia(x: 258, y: 16, direction: 64, kind: .ending, quality: 90),
        Minutia(x: 5, y: 399, direction: 128, kind: .bifurcation, quality: 40),
    ]

    @Test("A template is written as docs/template.md says, best minutia first")
    func writing() {
        let template = Template(
            width: 300, height: 400, quality: 70, minutiae: Array(Self.exampleMinutiae.reversed()))
        #expect(template.bytes == Self.example)
    }

    @Test("A template is read as docs/template.md says")
    func reading() throws {
        let template = try Template(bytes: Self.example)
        #expect(template.width == 300)
        #expect(template.height == 400)
        #expect(template.quality == 70)
        #expect(template.minutiae == Self.exampleMinutiae)
    }

    @Test("A template is read in place from the middle of a larger block")
    func inPlace() throws {
        let block = WipingBytes([9, 9, 9] + Self.example + [9])
        let template = try Template(in: block, at: 3..<27)
        #expect(template.minutiae == Self.exampleMinutiae)
        #expect(template.bytes == Self.example)
    }

    @Test("A range that leaves its block is refused", arguments: [20..<40, 5..<25, -1..<23])
    func beyondTheBlock(range: Range<Int>) {
        let block = WipingBytes(Self.example)
        #expect(throws: Fault(.init("template.damaged"), "")) { try Template(in: block, at: range) }
    }

    @Test("Every truncation of a template is refused")
    func truncations() {
        for length in 0..<Self.example.count {
            #expect(throws: Fault(.init("template.damaged"), "")) { try Template(bytes: Self.example.prefix(length)) }
        }
        #expect(throws: Fault(.init("template.damaged"), "")) { try Template(bytes: Self.example + [0]) }
        #expect(throws: Fault(.init("template.damaged"), "")) {
            try Template(bytes: [UInt8](repeating: 0, count: 100_000))
        }
    }

    @Test(
        "Each field out of its range is refused with its own code",
        arguments: [
            (0, 0x53, "template.damaged"), (3, 2, "template.version"), (5, 0x41, "template.damaged"),
            (7, 0x41, "template.damaged"), (8, 101, "template.damaged"), (9, 3, "template.damaged"),
            (10, 1, "template.damaged"), (13, 0xC1, "template.damaged"), (4, 2, "template.damaged"),
            (19, 2, "template.damaged"), (22, 101, "template.damaged"),
        ] as [(Int, UInt8, String)])
    func outOfRange(offset: Int, value: UInt8, code: String) {
        var bytes = Self.example
        bytes[offset] = value
        #expect(throws: Fault(Fault.Code(rawValue: code), "")) { try Template(bytes: bytes) }
    }

    @Test("Flipped bytes are refused or read as a template that is written back alike")
    func flips() {
        var random = SplitMix64(seed: 5)
        var count = 0
        for _ in 0..<20_000 {
            var bytes = Self.example
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let template = try? Template(bytes: bytes) else { continue }
            count += 1
            #expect(template.bytes == bytes)
            #expect(template.minutiae.allSatisfy { $0.x < template.width && $0.y < template.height })
        }
        // Both happen.
        #expect(count > 0 && count < 20_000)
    }

    @Test("55 minutiae take 342 bytes at rest, 81 still fit 500")
    func size() {
        var random = SplitMix64(seed: 1)
        let print = SyntheticPrint(count: 81, using: &random)
        #expect(
            Template(width: 500, height: 500, quality: 50, minutiae: Array(print.minutiae.prefix(55))).bytes.count
                == 342)
        #expect(Template(width: 500, height: 500, quality: 50, minutiae: print.minutiae).bytes.count == 498)
    }

    @Test("Minutiae outside the picture are left out, and of too many the best are kept")
    func limits() {
        let outside = Minutia(x: 300, y: 10, direction: 0, kind: .other, quality: 100)
        let many = (0..<300).map { Minutia(x: 1, y: UInt16($0), direction: 0, kind: .other, quality: UInt8($0 / 3)) }
        let template = Template(width: 300, height: 300, quality: 200, minutiae: many + [outside])
        #expect(template.quality == 100)
        #expect(template.count == 255)
        #expect(template.minutiae.allSatisfy { $0.quality >= 15 && $0.x < 300 })
    }
}
