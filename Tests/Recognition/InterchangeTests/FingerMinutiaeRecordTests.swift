import Fingerprint
import Foundation
import Ground
import Interchange
import Testing

@Suite("Finger minutiae records")
struct FingerMinutiaeRecordTests {
    private let template = Template(
        width: 300, height: 400, quality: 77,
        minutiae: [
            Minutia(x: 1, y: 2, direction: 0, kind: .ending, quality: 90),
            Minutia(x: 299, y: 399, direction: 192, kind: .bifurcation, quality: 80),
            Minutia(x: 258, y: 130, direction: 128, kind: .other, quality: 0),
        ])

    /// By hand from the standards; 192 is 270 degrees, which is 135 (87) in units of 2 degrees.
    private static let layouts: [(RecordFormat, String)] = [
        (
            .iso2005,
            "464d5200 20323000 00000030 0000 012c 0190 00c5 00c5 01 00  07 00 4d 03"
                + "4001 0002 00 5a  812b 018f c0 50  0102 0082 80 00  0000"
        ),
        (
            .incits2004,
            "464d5200 20323000 0032 ffff 0000 0000 012c 0190 00c5 00c5 01 00  07 00 4d 03"
                + "4001 0002 00 5a  812b 018f 87 50  0102 0082 5a 00  0000"
        ),
        (
            .incits2007,
            "464d5200 30333000 00000039 ffff 0000 0000 01 00  07 00 00 4d 0000 0000 012c 0190 00c5 00c5 03"
                + "4001 0002 00 5a  812b 018f 87 50  0102 0082 5a 00  0000"
        ),
        (
            .incits2009,
            "464d5200 30333000 0000003a ffff 0000 00 0000 01 00  07 00 00 4d 0000 0000 012c 0190 00c5 00c5 03"
                + "4001 0002 00 5a  812b 018f 87 50  0102 0082 5a 00  0000"
        ),
        (
            .incits2009Amendment1,
            "464d5200 30333500 0000003a ffff 0000 00 0000 01 00  07 00 00 4d 0000 0000 012c 0190 00c5 00c5 03"
                + "4001 0002 00 5a  812b 018f 87 50  0102 0082 5a 00  0000"
        ),
        (
            .iso2011,
            "464d5200 30333000 00000048 0001 00  00000039 000000000000000000 00 0000 0000 01 4d 0000 0000"
                + "07 00 00c5 00c5 00 012c 0190 60 03  4001 0002 00 5a  812b 018f c0 50  0102 0082 80 00  0000"
        ),
    ]

    @Test("have the bytes that the standards lay out", arguments: layouts)
    func layout(format: RecordFormat, expected: String) throws {
        let bytes = try FingerMinutiaeRecord(template, position: .leftIndex, format: format).bytes()
        #expect(Hex.encode(bytes) == expected.replacingOccurrences(of: " ", with: ""))
        #expect(RecordFormat(of: bytes) == format)
    }

    @Test("are read back as they were written, minutia by minutia", arguments: RecordFormat.allCases)
    func roundTrip(format: RecordFormat) throws {
        let written = FingerMinutiaeRecord(template, position: .rightThumb, format: format)
        let read = try FingerMinutiaeRecord(reading: written.bytes())
        #expect(read.format == format)
        #expect(try read.bytes() == written.bytes())
        let back = try read.views[0].template()
        #expect(back.minutiae == template.minutiae)
        #expect((back.width, back.height, back.quality) == (300, 400, 77))
    }

    @Test("keep every direction to half of the format's unit", arguments: RecordFormat.allCases)
    func directions(format: RecordFormat) throws {
        for direction in UInt8.min...UInt8.max {
            let one = Template(
                width: 9, height: 9, quality: 1,
                minutiae: [Minutia(x: 1, y: 1, direction: direction, kind: .ending, quality: 1)])
            let bytes = try FingerMinutiaeRecord(one, format: format).bytes()
            let back = try FingerMinutiaeRecord(reading: bytes).views[0].template().minutiae[0].direction
            let off = abs(Int(Int8(bitPattern: back &- direction)))
            #expect(off <= (format.rawValue.hasPrefix("iso") ? 0 : 1))
        }
    }

    @Test(
        "one after the other are refused, whatever lies between: the second finger would be missed",
        arguments: RecordFormat.allCases, [Strictness.strict, .lenient])
    func joined(format: RecordFormat, strictness: Strictness) throws {
        let bytes = try FingerMinutiaeRecord(template, format: format).bytes()
        for gap in [[], [0], [0, 0, 0]] as [[UInt8]] {
            #expect(throws: Fault(.init("interchange.malformed"), "")) {
                try FingerMinutiaeRecord(reading: bytes + gap + bytes, strictness)
            }
        }
    }

    @Test("that are cut short are refused", arguments: RecordFormat.allCases, [Strictness.strict, .lenient])
    func truncations(format: RecordFormat, strictness: Strictness) throws {
        let bytes = try FingerMinutiaeRecord(template, format: format).bytes()
        for count in 0..<bytes.count {
            #expect(throws: Fault.self) { try FingerMinutiaeRecord(reading: Array(bytes[..<count]), strictness) }
        }
    }

    @Test(
        "with any byte changed are read or refused, and what is read can be written again",
        arguments: RecordFormat.allCases)
    func flips(format: RecordFormat) throws {
        let bytes = try FingerMinutiaeRecord(template, format: format).bytes()
        for at in bytes.indices {
            for value in UInt8.min...UInt8.max {
                var changed = bytes
                changed[at] = value
                _ = try? FingerMinutiaeRecord(reading: changed, .lenient)
                guard let read = try? FingerMinutiaeRecord(reading: changed) else { continue }
                #expect(try read.bytes() == changed)
            }
        }
    }

    @Test(
        "that deviate are refused strictly and read leniently",
        arguments: [(11, 0x31), (23, 1), (12, 0x10), (26, 101), (28, 0xC0), (30, 0x80), (33, 101), (25, 0x10)])
    func deviations(offset: Int, value: UInt8) throws {
        var bytes = try FingerMinutiaeRecord(template).bytes()
        bytes[offset] = value
        #expect(throws: Fault(.init("interchange.malformed"), "")) { try FingerMinutiaeRecord(reading: bytes) }
        #expect(try FingerMinutiaeRecord(reading: bytes, .lenient).views.count == 1)
    }

    @Test("of another resolution are brought to 500 ppi")
    func resolution() throws {
        var view = FingerMinutiaeRecord(template).views[0]
        (view.resolutionX, view.resolutionY) = (394, 394)
        let half = try view.template()
        #expect((half.width, half.height) == (150, 200))
        #expect(half.minutiae.contains(Minutia(x: 149, y: 199, direction: 192, kind: .bifurcation, quality: 80)))
    }

    @Test("keep extended data as written, item lengths with or without their header", arguments: ["06", "0a"])
    func extendedData(length: String) throws {
        var record = FingerMinutiaeRecord(template)
        record.views[0].extendedData = [0, 1, 0, length == "06" ? 6 : 10, 1, 0, 1, 2, 3, 4]
        let read = try FingerMinutiaeRecord(reading: record.bytes())
        #expect(read.views[0].extendedData == record.views[0].extendedData)
        record.views[0].extendedData[3] = 7
        #expect(throws: Fault.self) { try FingerMinutiaeRecord(reading: record.bytes()) }
    }

    /// The picture's size, 300 x 400, as it lies in the bytes of every format.
    private func resized(_ bytes: [UInt8], _ size: [UInt8]) throws -> [UInt8] {
        let at = try #require((0..<bytes.count - 4).first { Array(bytes[$0..<$0 + 4]) == [0x01, 0x2C, 0x01, 0x90] })
        return Array(bytes[..<at] + size + bytes[(at + 4)...])
    }

    @Test(
        "whose picture has no size or one too small for its minutiae keep them all: the size is that of their bounds",
        arguments: RecordFormat.allCases, [[0, 0, 0, 0], [0, 100, 0, 120], [0x01, 0x2C, 0, 0]] as [[UInt8]])
    func sizeUnknown(format: RecordFormat, size: [UInt8]) throws {
        let bytes = try resized(FingerMinutiaeRecord(template, format: format).bytes(), size)
        #expect(throws: Fault(.init("interchange.malformed"), "")) { try FingerMinutiaeRecord(reading: bytes) }
        let read = try #require(try FingerView.views(of: bytes)?.first).template
        #expect(read.minutiae == template.minutiae)
        #expect((read.width, read.height) == (300, 400))
    }

    @Test("keep the outermost minutia of a picture of any size and resolution", arguments: [99, 197, 200, 394, 1000])
    func outermost(resolution: UInt16) throws {
        for side: UInt16 in [1, 2, 3, 7, 300] {
            let edge = Minutia(x: side - 1, y: side - 1, direction: 9, kind: .ending, quality: 50)
            let one = Template(width: side, height: side, quality: 50, minutiae: [edge])
            var view = FingerMinutiaeRecord(one).views[0]
            (view.resolutionX, view.resolutionY) = (resolution, resolution)
            #expect(try view.template().count == 1)
        }
    }

    @Test("whose minutiae lie beyond what a template holds are refused")
    func beyondTemplate() throws {
        let far = Template(
            width: 9000, height: 9000, quality: 1,
            minutiae: [Minutia(x: 8999, y: 1, direction: 0, kind: .ending, quality: 1)])
        var record = FingerMinutiaeRecord(far)
        (record.views[0].resolutionX, record.views[0].resolutionY) = (99, 99)
        #expect(throws: Fault(.init("interchange.unsupported"), "")) { try FingerView.views(of: record.bytes()) }
    }

    @Test("without minutiae, or with one finger of two without, are no templates", arguments: RecordFormat.allCases)
    func noMinutiae(format: RecordFormat) throws {
        let empty = Template(width: 300, height: 400, quality: 50, minutiae: [])
        var record = FingerMinutiaeRecord(empty, format: format)
        #expect(throws: Fault(.init("interchange.empty"), "")) { try FingerView.views(of: record.bytes()) }
        record.views.insert(FingerMinutiaeRecord(template, position: .leftIndex, format: format).views[0], at: 0)
        #expect(throws: Fault(.init("interchange.empty"), "")) { try FingerView.views(of: record.bytes()) }
        #expect(throws: Fault(.init("interchange.empty"), "")) { try FingerView.views(of: empty.bytes) }
    }

    @Test(
        "in a buffer that is padded, of a wrong or missing length, or without the last block's length are read",
        arguments: RecordFormat.allCases)
    func lengths(format: RecordFormat) throws {
        let bytes = try FingerMinutiaeRecord(template, position: .leftIndex, format: format).bytes()
        let ofLength = format == .incits2004 ? 8..<10 : 8..<12
        func stating(_ length: [UInt8], _ rest: [UInt8] = bytes) -> [UInt8] {
            var changed = rest
            changed.replaceSubrange(ofLength, with: length.suffix(ofLength.count))
            return changed
        }
        let low = UInt8(bytes.count)
        var odd = [
            bytes + [UInt8](repeating: 0, count: 1024 - bytes.count), bytes + [0], bytes + [1, 2, 3, 4],
            stating([0, 0, 4, 0], bytes + [UInt8](repeating: 0, count: 1024 - bytes.count)),
            stating([0, 0, 0, low - 2], bytes.dropLast(2)), stating([0, 0, 0, low - 2]), stating([0, 0, 0, low + 40]),
        ]
        // Where the two-byte length of INCITS 2004 is zero, the real one follows in four.
        if format != .incits2004 { odd += [stating([0, 0, 0, 0]), stating([low, 0, 0, 0])] }
        if format == .iso2011 {
            // The length of the representation, without its own four bytes.
            var short = bytes
            short[18] -= 4
            odd.append(short)
        }
        for record in odd {
            #expect(throws: Fault.self) { try FingerMinutiaeRecord(reading: record) }
            #expect(RecordFormat(of: record) == format, "\(Hex.encode(record))")
            let read = try #require(try FingerView.views(of: record)?.first)
            #expect(read.template.minutiae == template.minutiae && read.position == .leftIndex)
        }
    }

    @Test(
        "that states fewer views than it holds is refused: a finger would be left out without a word",
        arguments: RecordFormat.allCases)
    func uncounted(format: RecordFormat) throws {
        var record = FingerMinutiaeRecord(template, position: .leftIndex, format: format)
        var second = record.views[0]
        second.position = .rightIndex
        record.views.append(second)
        var bytes = try record.bytes()
        #expect(try FingerView.views(of: bytes)?.count == 2)
        // The count of views, by the layouts of the standards.
        let place =
            switch format {
            case .iso2011: 13
            case .iso2005: 22
            case .incits2004: 24
            case .incits2007: 18
            case .incits2009, .incits2009Amendment1: 19
            }
        try #require(bytes[place] == 2)
        bytes[place] = 1
        #expect(throws: Fault.self) { try FingerView.views(of: bytes) }
    }
}
