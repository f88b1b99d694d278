import Foundation
import Ground
import Testing

@testable import CaseMessages

/// Hits as devices of earlier versions have sealed them.
@Suite("A hit of an earlier form")
struct EarlierHitTests {
    /// A frame of 4 x 3 pixels, all of them enclosed.
    private static let first = """
        UkxISVQBAAACAXsiY2FuZGlkYXRlcyI6W3siZmFsc2VQb3NpdGl2ZVJhdGUiOjAuMDAwMSwiZmluZ2VyIjoyLCJsaXN0IjoiaW50\
        ZXJwb2wiLCJyZWNvcmQiOiJSLTkiLCJzY29yZSI6Ni41fV0sImNvcnJlbGF0aW9uIjoiMDE4OTBhNWQtYWM5Ni03NzRiLWJjY2Ut\
        YjMwMjA5OWE4MDU3IiwiZGV2aWNlIjoiZ2F0ZS03IiwiZ2VuZXJhdGlvbnMiOnsiaW50ZXJwb2wiOjEyLCJuYXRpb25hbCI6M30s\
        ImlkZW50aWZpZXIiOiIwMTg5MGE1ZC1hYzk2LTc3NGItYmNjZS1iMzAyMDk5YTgwNTgiLCJpbWFnZUhlaWdodCI6MywiaW1hZ2VX\
        aWR0aCI6NCwib2ZmaWNlciI6IjQ3MTEiLCJwaXhlbHNQZXJJbmNoIjo1MTIsInB1cnBvc2UiOiJlbnRyeSIsInF1YWxpdHkiOjcx\
        LCJyZWFkZXJNb2RlbCI6IlUuYXJlLlUgNDUwMCIsInJlYWRlck5hbWUiOiIwNWJhOjAwMGEvMS0yIiwicmVzdWx0IjoicmVkIiwi\
        dGVtcGxhdGVGb3JtYXQiOiJJU08vSUVDIDE5Nzk0LTI6MjAwNSIsInRpbWUiOiIyMDIzLTExLTE0VDIyOjEzOjIwLjAwMFoifQAA\
        AAwAAQIDBAUGBwgJCgsAAAADCQgH
        """
    /// A picture of 20 x 25 pixels, cut from 40 x 30 and enclosed.
    private static let second = """
        UkxISVQCAAACN3siY2FuZGlkYXRlcyI6W3siZmFsc2VQb3NpdGl2ZVJhdGUiOjAuMDAwMSwiZmluZ2VyIjoyLCJsaXN0IjoiaW50\
        ZXJwb2wiLCJyZWNvcmQiOiJSLTkiLCJzY29yZSI6Ni41fV0sImNvcnJlbGF0aW9uIjoiMDE4OTBhNWQtYWM5Ni03NzRiLWJjY2Ut\
        YjMwMjA5OWE4MDU3IiwiZGV2aWNlIjoiZ2F0ZS03IiwiZ2VuZXJhdGlvbnMiOnsiaW50ZXJwb2wiOjEyLCJuYXRpb25hbCI6M30s\
        ImlkZW50aWZpZXIiOiIwMTg5MGE1ZC1hYzk2LTc3NGItYmNjZS1iMzAyMDk5YTgwNTgiLCJpbWFnZUhlaWdodCI6MzAsImltYWdl\
        V2lkdGgiOjQwLCJvZmZpY2VyIjoiNDcxMSIsInBpY3R1cmUiOnsiaGVpZ2h0IjoyNSwibGVmdCI6NywidG9wIjo1LCJ3aWR0aCI6\
        MjB9LCJwaXhlbHNQZXJJbmNoIjo1MTIsInB1cnBvc2UiOiJlbnRyeSIsInF1YWxpdHkiOjcxLCJyZWFkZXJNb2RlbCI6IlUuYXJl\
        LlUgNDUwMCIsInJlYWRlck5hbWUiOiIwNWJhOjAwMGEvMS0yIiwicmVzdWx0IjoicmVkIiwidGVtcGxhdGVGb3JtYXQiOiJJU08v\
        SUVDIDE5Nzk0LTI6MjAwNSIsInRpbWUiOiIyMDIzLTExLTE0VDIyOjEzOjIwLjAwMFoifQAAAAMBAgMAAAABCQ==
        """
    /// The same picture, which follows in two pieces.
    private static let attached = """
        UkxISVQCAAADD3siY2FuZGlkYXRlcyI6W3siZmFsc2VQb3NpdGl2ZVJhdGUiOjAuMDAwMSwiZmluZ2VyIjoyLCJsaXN0IjoiaW50\
        ZXJwb2wiLCJyZWNvcmQiOiJSLTkiLCJzY29yZSI6Ni41fV0sImNvcnJlbGF0aW9uIjoiMDE4OTBhNWQtYWM5Ni03NzRiLWJjY2Ut\
        YjMwMjA5OWE4MDU3IiwiZGV2aWNlIjoiZ2F0ZS03IiwiZ2VuZXJhdGlvbnMiOnsiaW50ZXJwb2wiOjEyLCJuYXRpb25hbCI6M30s\
        ImlkZW50aWZpZXIiOiIwMTg5MGE1ZC1hYzk2LTc3NGItYmNjZS1iMzAyMDk5YTgwNTgiLCJpbWFnZUhlaWdodCI6MzAsImltYWdl\
        V2lkdGgiOjQwLCJvZmZpY2VyIjoiNDcxMSIsInBpY3R1cmUiOnsiYXR0YWNobWVudCI6eyJkaWdlc3QiOiJhYmFiYWJhYmFiYWJh\
        YmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiIiwibGVuZ3RoIjoxMDAwMDAxLCJwaWVj\
        ZXMiOlsiMDE4OTBhNWQtYWM5Ni03NzRiLWJjY2UtYjMwMjA5OWE4MDU5IiwiMDE4OTBhNWQtYWM5Ni03NzRiLWJjY2UtYjMwMjA5\
        OWE4MDVhIl0sInR5cGUiOiJpbWFnZS9wbmcifSwiaGVpZ2h0IjoyNSwibGVmdCI6NywidG9wIjo1LCJ3aWR0aCI6MjB9LCJwaXhl\
        bHNQZXJJbmNoIjo1MTIsInB1cnBvc2UiOiJlbnRyeSIsInF1YWxpdHkiOjcxLCJyZWFkZXJNb2RlbCI6IlUuYXJlLlUgNDUwMCIs\
        InJlYWRlck5hbWUiOiIwNWJhOjAwMGEvMS0yIiwicmVzdWx0IjoicmVkIiwidGVtcGxhdGVGb3JtYXQiOiJJU08vSUVDIDE5Nzk0\
        LTI6MjAwNSIsInRpbWUiOiIyMDIzLTExLTE0VDIyOjEzOjIwLjAwMFoifQAAAAAAAAABCQ==
        """

    private func bytes(_ base64: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: base64))) }

    private func hit(_ base64: String) throws -> HitMessage { try HitMessage(decoding: WipingBytes(bytes(base64))) }

    @Test("is read, and says of its one print what it said", arguments: [first, second, attached])
    func facts(base64: String) throws {
        let hit = try hit(base64)
        #expect(hit.facts.identifier.description == "01890a5d-ac96-774b-bcce-b302099a8058")
        #expect(hit.facts.correlation.description == "01890a5d-ac96-774b-bcce-b302099a8057")
        #expect(hit.facts.time == Timestamp(milliseconds: 1_700_000_000_000))
        #expect(hit.facts.capture == .init(device: "gate-7", officer: "4711", purpose: "entry"))
        #expect(hit.facts.search.generations == ["interpol": 12, "national": 3] && hit.facts.search.result == .red)
        #expect(
            hit.facts.search.candidates == [
                .init(
                    list: "interpol", record: "R-9", score: 6.5, falsePositiveRate: 1e-4,
                    evidence: [.init(sample: 0, kind: "finger", position: 2, score: 6.5)])
            ])
        #expect(hit.facts.progress.isComplete && hit.facts.progress.missing.isEmpty)
        #expect(hit.samples.count == 1)
        let sample = hit.samples[0].facts
        #expect(sample.kind == "finger" && sample.position == 0 && sample.quality == 71)
        #expect(sample.deviceName == "05ba:000a/1-2" && sample.deviceModel == "U.are.U 4500")
        #expect(sample.templateFormat == .iso19794p2y2005 && sample.frame?.pixelsPerInch == 512)
    }

    @Test("has its picture: the frame's pixels, a part of it as a file, or pieces that follow")
    func pictures() throws {
        let first = try hit(Self.first).samples[0]
        #expect(first.facts.picture == nil && first.facts.frame == .init(width: 4, height: 3, pixelsPerInch: 512))
        #expect(first.picture.withBytes(Array.init) == Array(0..<12))
        #expect(first.template.withBytes(Array.init) == [9, 8, 7])
        let second = try hit(Self.second).samples[0]
        #expect(second.facts.picture == ProbePicture(left: 7, top: 5, width: 20, height: 25))
        #expect(second.picture.withBytes(Array.init) == [1, 2, 3] && second.template.withBytes(Array.init) == [9])
        let attached = try hit(Self.attached).samples[0]
        #expect(attached.facts.picture?.attachment?.pieces.count == 2 && attached.picture.count == 0)
    }

    @Test(
        "is a fault when it is cut anywhere, goes on, or is taken for another form",
        arguments: [first, second, attached])
    func damaged(base64: String) throws {
        let whole = try bytes(base64)
        for count in whole.indices {
            #expect(throws: Fault.self) { try HitMessage(decoding: WipingBytes(whole[..<count])) }
        }
        #expect(throws: Fault(.init("hit.invalid"), "")) { try HitMessage(decoding: WipingBytes(whole + [0])) }
        for form in UInt8.min ... .max where form != whole[5] {
            var changed = whole
            changed[5] = form
            do throws(Fault) {
                _ = try HitMessage(decoding: WipingBytes(changed))
                Issue.record("form \(form) is taken")
            } catch { #expect((1...3).contains(form) || error.message.contains("unknown form \(form)")) }
        }
    }

    @Test("of which a byte was changed is a fault or another hit within bounds", arguments: [first, second, attached])
    func flips(base64: String) throws {
        let whole = try bytes(base64)
        var refused = 0
        for at in whole.indices {
            for bit in 0..<8 {
                var changed = whole
                changed[at] ^= 1 << bit
                do throws(Fault) {
                    let read = try HitMessage(decoding: WipingBytes(changed))
                    #expect(read.samples.count == 1 && read.samples[0].objection == nil)
                } catch { refused += 1 }
            }
        }
        #expect(refused > whole.count)
    }
}
