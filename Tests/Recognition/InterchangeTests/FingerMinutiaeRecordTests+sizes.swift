import Fingerprint
import Foundation
import Ground
import Interchange
import Testing

extension FingerMinutiaeRecordTests {
    /// The picture's size, 300 x 400, as it lies in the bytes of every format.
    func resized(_ bytes: [UInt8], _ size: [UInt8]) throws -> [UInt8] {
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
