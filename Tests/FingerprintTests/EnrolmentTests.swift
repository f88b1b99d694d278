import Fingerprint
import Foundation
import Imaging
import Testing

/// The shared pictures may not be part of the project; they lie beside it, or where `RIDGELINE_DATA` says.
private let prints: URL = {
    let data = ProcessInfo.processInfo.environment["RIDGELINE_DATA"].map { URL(filePath: $0) }
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return (data ?? package.appending(path: "../shared/data")).appending(path: "fingerprints")
}()

private let sets = (try? FileManager.default.contentsOfDirectory(atPath: prints.path).sorted()) ?? []

// Skipped where the shared pictures are not at hand: their licence keeps them out of the project.
@Suite(.enabled(if: !sets.isEmpty))
struct EnrolmentTests {
    @Test("Every shared print gives a template", arguments: sets)
    func everyPrint(set: String) throws {
        let folder = prints.appending(path: set)
        let extractor = TemplateExtractor()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".png") }
        try #require(!names.isEmpty)
        for name in names {
            let extraction = try extractor.extract(ImageFile.read(folder.appending(path: name)))
            #expect(extraction.template.minutiae.count >= 10, "\(set)/\(name)")
        }
    }
}
