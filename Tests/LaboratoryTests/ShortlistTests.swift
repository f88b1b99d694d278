import Fingerprint
import Foundation
import Identification
import Imaging
import Laboratory
import Testing

/// Real prints lie outside the repository; what needs them is skipped where they are absent.
enum RealPrints {
    static func folder(_ set: String) -> URL {
        let named = ProcessInfo.processInfo.environment["RIDGELINE_DATA"].map { URL(fileURLWithPath: $0) }
        let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized
        return (named ?? root.appendingPathComponent("../shared/data").standardized)
            .appendingPathComponent("fingerprints/\(set)")
    }

    static var areHere: Bool { FileManager.default.fileExists(atPath: folder("CrossMatch").path) }
}

@Suite("Shortlists")
struct ShortlistTests {
    // The real prints are not part of the project.
    @Test(
        "A shortlist of a tenth keeps nine of ten hits on real prints, as Sources/Embedding/README.md says",
        .enabled(if: RealPrints.areHere))
    func loss() throws {
        let extractor = TemplateExtractor()
        let set = try PrintSet(folder: RealPrints.folder("CrossMatch"))
        let enrolments = set.prints.filter { $0.name.hasSuffix("_1") || $0.name.hasSuffix("_2") }.map {
            Enrolment($0, pixelsPerInch: 500) { try extractor.extract($0).template }
        }
        let entries = try enrolments.filter { $0.print.name.hasSuffix("_1") }.map {
            GalleryEntry(
                key: CandidateKey(list: "test", record: $0.print.finger, finger: .unknown),
                template: try #require($0.template))
        }
        func hits(_ gallery: Gallery) throws -> Int {
            try enrolments.filter { $0.print.name.hasSuffix("_2") }.count { enrolment in
                gallery.search(try #require(enrolment.template)).candidates.first?.key.record == enrolment.print.finger
            }
        }
        let all = try hits(Gallery(entries: entries))
        let short = try hits(Gallery(entries: entries, exhaustiveLimit: entries.count / 10))
        #expect(entries.count == 51)
        #expect(all > 40)
        #expect(short * 10 >= all * 9)
    }
}
