import Fingerprint
import Foundation
import Ground
import Interchange
import Testing

@Suite("ISO/IEC 19794-2:2005")
struct FingerMinutiaeRecord2005Tests {
    private let template = Template(
        width: 300, height: 400, quality: 77,
        minutiae: [
            Minutia(x: 1, y: 2, direction: 0, kind: .ending, quality: 90),
            Minutia(x: 299, y: 399, direction: 255, kind: .bifurcation, quality: 80),
            Minutia(x: 258, y: 130, direction: 128, kind: .other, quality: 0),
        ])

    @Test("A record has the bytes that the standard lays out")
    func layout() throws {
        let bytes = try FingerMinutiaeRecord2005(template, position: .leftIndex).bytes()
        let expected =
            "464d5200 20323000 00000030 0000 012c 0190 00c5 00c5 01 00" + "07 00 4d 03"
            + "4001 0002 00 5a" + "812b 018f ff 50" + "0102 0082 80 00" + "0000"
        #expect(hex(bytes) == expected.replacingOccurrences(of: " ", with: ""))
    }

    @Test("What was written is read back, minutia by minutia")
    func roundTrip() throws {
        let written = FingerMinutiaeRecord2005(template, position: .rightThumb)
        let read = try FingerMinutiaeRecord2005(reading: written.bytes())
        #expect(read == written)
        let back = try read.template(of: read.views[0])
        #expect(back.minutiae == template.minutiae)
        #expect((back.width, back.height, back.quality) == (300, 400, 77))
    }

    @Test("Every record that is cut short is refused", arguments: [Strictness.strict, .lenient])
    func truncations(strictness: Strictness) throws {
        let bytes = try FingerMinutiaeRecord2005(template).bytes()
        for count in 0..<bytes.count {
            #expect(throws: Fault.self) { try FingerMinutiaeRecord2005(reading: Array(bytes[..<count]), strictness) }
        }
    }

    @Test("A record with any byte changed is read or refused, and what is read can be written again")
    func flips() throws {
        let bytes = try FingerMinutiaeRecord2005(template).bytes()
        for at in bytes.indices {
            for value in UInt8.min...UInt8.max {
                var changed = bytes
                changed[at] = value
                _ = try? FingerMinutiaeRecord2005(reading: changed, .lenient)
                guard let read = try? FingerMinutiaeRecord2005(reading: changed) else { continue }
                #expect(try read.bytes() == changed)
            }
        }
    }

    @Test(
        "A strict reader refuses what the standard does not allow, a lenient one passes over it",
        arguments: [(11, 0x31), (23, 1), (12, 0x10), (26, 101), (28, 0xC0), (30, 0x80), (33, 101), (25, 0x10)])
    func deviations(offset: Int, value: UInt8) throws {
        var bytes = try FingerMinutiaeRecord2005(template).bytes()
        bytes[offset] = value
        #expect(throws: Fault("interchange.malformed", "")) { try FingerMinutiaeRecord2005(reading: bytes) }
        #expect(try FingerMinutiaeRecord2005(reading: bytes, .lenient).views.count == 1)
    }

    @Test("Pixels of another resolution are brought to 500 ppi")
    func resolution() throws {
        var record = FingerMinutiaeRecord2005(template)
        (record.resolutionX, record.resolutionY) = (394, 394)
        let half = try record.template(of: record.views[0])
        #expect((half.width, half.height) == (150, 200))
        #expect(half.minutiae.contains(Minutia(x: 149, y: 199, direction: 255, kind: .bifurcation, quality: 80)))
    }

    @Test("An INCITS 378-2004 record, which begins alike, is told apart")
    func incits() throws {
        var bytes = try FingerMinutiaeRecord2005(template).bytes()
        bytes.replaceSubrange(8..<12, with: [0, 50, 0x12, 0x34])
        #expect(throws: Fault("interchange.format", "")) { try FingerMinutiaeRecord2005(reading: bytes) }
    }

    // The samples are not part of the project.
    @Test("FingerprintIO's sample is read as FingerprintIO reads it", .enabled(if: Samples.areHere))
    func sample() throws {
        let bytes = try Samples.bytes("iso19794p2v2005-sample.dat")
        let record = try FingerMinutiaeRecord2005(reading: bytes)
        let json = try JSONDecoder().decode(Sample.self, from: Data(Samples.bytes("iso19794p2v2005-sample.json")))
        #expect((record.width, record.height, record.resolutionX) == (json.width, json.height, json.resolutionX))
        #expect(record.captureEquipment == json.sensorId)
        #expect(record.views.count == json.fingerprints.count)
        for (view, expected) in zip(record.views, json.fingerprints) {
            #expect([.leftIndex: "LEFT_INDEX", .rightIndex: "RIGHT_INDEX"][view.position] == expected.position)
            #expect(view.quality == expected.quality)
            let kinds: [Minutia.Kind: String] = [.ending: "ENDING", .bifurcation: "BIFURCATION", .other: "OTHER"]
            let read = view.minutiae.map {
                Sample.Minutia(
                    type: kinds[$0.kind] ?? "", positionX: $0.x, positionY: $0.y, angle: $0.direction,
                    quality: $0.quality)
            }
            #expect(read == expected.minutiae)
        }
        #expect(try record.bytes() == bytes)
    }

    // The samples are not part of the project.
    @Test(
        "NIST's sample, one byte shorter than it says, is refused strictly and read leniently",
        .enabled(if: Samples.areHere))
    func nist() throws {
        let bytes = try Samples.bytes("fmr.iso2005")
        #expect(throws: Fault.self) { try FingerMinutiaeRecord2005(reading: bytes) }
        let record = try FingerMinutiaeRecord2005(reading: bytes, .lenient)
        #expect(record.views.allSatisfy { !$0.minutiae.isEmpty })
    }

    private struct Sample: Decodable {
        struct Minutia: Decodable, Equatable {
            let type: String
            let positionX, positionY: UInt16
            let angle, quality: UInt8
        }
        struct Print: Decodable {
            let position: String
            let quality: UInt8
            let minutiae: [Minutia]
        }
        let sensorId, width, height, resolutionX: UInt16
        let fingerprints: [Print]
    }
}
