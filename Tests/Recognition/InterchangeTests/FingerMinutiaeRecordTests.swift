import Fingerprint
import Foundation
import Ground
import Interchange
import Testing

@Suite("Finger minutiae records")
struct FingerMinutiaeRecordTests {
    let template = Template(
        width: 300, height: 400, quality: 77,
        minutiae: [
            Minutia(x: 1, y: 2, direction: 0, kind: .ending, quality: 90),
            Minutia(x: 299, y: 399, direction: 192, kind: .bifurcation, quality: 80),
            Minutia(x: 258, y: 130, direction: 128, kind: .other, quality: 0),
        ])

    /// By hand from the standards; 192 is 270 degrees, which is 135 (87) in units of 2 degrees.
    static let layouts: [(RecordFormat, String)] = [
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

    @Test(
        "whose count leaves minutiae out are refused, also where they are said to be extended data: the finger would be searched by a part of itself",
        arguments: RecordFormat.allCases, [Strictness.strict, .lenient])
    func miscounted(format: RecordFormat, strictness: Strictness) throws {
        let kinds: [Minutia.Kind] = [.ending, .bifurcation, .other]
        let minutiae = (0..<45).map { (number: Int) -> Minutia in
            let (x, y) = (20 + number * 37 % 260, 20 + number * 53 % 360)
            return Minutia(
                x: UInt16(x), y: UInt16(y), direction: UInt8(number * 3), kind: kinds[number % 3],
                quality: UInt8(number))
        }
        var record = FingerMinutiaeRecord(template, format: format)
        record.views[0].minutiae = minutiae
        let bytes = try record.bytes()
        // Two bytes of extended data's length stand behind the minutiae, and their number before them.
        let count = bytes.count - 2 - 45 * 6 - 1
        #expect(bytes[count] == 45)
        for fewer in 0..<45 {
            // Behind them the length of extended data would stand: as it is, up to the end, beyond it.
            let behind = count + 1 + 6 * fewer
            let rest = bytes.count - behind - 2
            for length in [nil, rest, rest - 2, rest + 2, 0xFFFF] {
                for isLonger in [false, true] {
                    var lying = bytes
                    lying[count] = UInt8(fewer)
                    if let length { lying.replaceSubrange(behind..<behind + 2, with: UInt16(length).bytes(.bigEndian)) }
                    // The record says that it is longer than the file.
                    if isLonger { lying[format == .incits2004 ? 8 : 10] += 1 }
                    let fault = #expect(throws: Fault.self, "\(fewer) \(length ?? -1)") {
                        try FingerMinutiaeRecord(reading: lying, strictness)
                    }
                    #expect(["interchange.malformed", "interchange.truncated"].contains(fault?.code.rawValue))
                }
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
}
