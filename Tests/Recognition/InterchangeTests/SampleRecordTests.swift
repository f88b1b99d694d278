import Fingerprint
import Foundation
import Ground
import Interchange
import Testing

/// FingerprintIO's and NIST's records, which are not part of the project.
@Suite("Other systems' sample records", .enabled(if: Samples.areHere))
struct SampleRecordTests {
    /// The angles of FingerprintIO's INCITS 2004 sample are in ISO's unit: 249 does not exist in INCITS's. The sample of
    /// 2009 has one byte more than it states. Both are read leniently only.
    @Test(
        "are read as FingerprintIO reads them",
        arguments: [
            ("iso19794p2v2005", RecordFormat.iso2005, Strictness.strict, 1),
            ("iso19794p2v2011", .iso2011, .strict, 1), ("ansi378v2004", .incits2004, .lenient, 1),
            ("ansi378v2009", .incits2009, .lenient, 2), ("ansi378v2009am1", .incits2009Amendment1, .strict, 2),
        ])
    func fingerprintIO(name: String, format: RecordFormat, strictness: Strictness, unit: Int) throws {
        let bytes = try Samples.bytes("\(name)-sample.dat")
        let record = try FingerMinutiaeRecord(reading: bytes, strictness)
        let json = try JSONDecoder().decode(Sample.self, from: Data(Samples.bytes("\(name)-sample.json")))
        #expect(record.format == format)
        #expect(record.views.count == json.fingerprints.count)
        if strictness == .strict {
            #expect(try record.bytes() == bytes)
        } else {
            #expect(throws: Fault(.init("interchange.malformed"), "")) { try FingerMinutiaeRecord(reading: bytes) }
        }
        for (view, expected) in zip(record.views, json.fingerprints) {
            #expect([.leftIndex: "LEFT_INDEX", .rightIndex: "RIGHT_INDEX"][view.position] == expected.position)
            #expect(view.quality == expected.quality ?? expected.qrecords?.first?.quality)
            #expect(view.width == expected.width ?? json.width)
            #expect(view.resolutionX == expected.resolutionX ?? json.resolutionX)
            #expect(view.number == expected.view)
            let kinds: [Minutia.Kind: String] = [
                .ending: "ENDING", .bifurcation: "BIFURCATION", .other: unit == 1 ? "OTHER" : "EITHER",
            ]
            let read = view.minutiae.map {
                // Degrees, to compare across units.
                Sample.Minutia(
                    type: kinds[$0.kind] ?? "", positionX: $0.x, positionY: $0.y,
                    angle: unit == 1 ? $0.direction : UInt8((Double($0.direction) * 360 / 256 / 2).rounded()),
                    quality: $0.quality)
            }
            #expect(read == expected.minutiae)
        }
    }

    @Test(
        "of NIST show one finger's minutiae in every format",
        arguments: [
            ("fmr.iso2005", RecordFormat.iso2005), ("fmr.ansi2004", .incits2004), ("fmr.ansi2007", .incits2007),
        ])
    func nist(name: String, format: RecordFormat) throws {
        let record = try FingerMinutiaeRecord(reading: Samples.bytes(name), .lenient)
        #expect(record.format == format)
        // 112 degrees is 80 of 256.
        let first = record.views[0].minutiae[0]
        #expect((first.x, first.y, first.direction) == (100, 14, 80))
        #expect(record.views[0].minutiae.count == 27)
    }

    @Test(
        "of NIST that are shorter or longer than they say are refused strictly",
        arguments: ["fmr.iso2005", "fmr.ansi2004"])
    func nistStrict(name: String) throws {
        #expect(throws: Fault.self) { try FingerMinutiaeRecord(reading: Samples.bytes(name)) }
    }

    private struct Sample: Decodable {
        struct Minutia: Decodable, Equatable {
            let type: String
            let positionX, positionY: UInt16
            let angle, quality: UInt8
        }
        struct Quality: Decodable { let quality: UInt8 }
        struct Print: Decodable {
            let position: String
            let view: UInt8
            let quality: UInt8?
            let qrecords: [Quality]?
            let width, resolutionX: UInt16?
            let minutiae: [Minutia]
        }
        let width, resolutionX: UInt16?
        let fingerprints: [Print]
    }
}
