import ArgumentParser
import CommandSupport
import Fingerprint
import Foundation
import Ground
import Imaging
import Interchange

struct Extract: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a template from a picture of a print.",
        discussion: """
            Writes a finger minutiae record, which other systems read: ISO/IEC 19794-2 of 2005 or 2011 or INCITS 378 \
            of 2004 or 2009; or with --format ridgeline the template as the device keeps it. The file is readable by \
            its owner only.

            EXAMPLES
              ridgeline extract 101_1.png --output 101_1.fmr
              ridgeline extract scan.bmp --ppi 512 --format ridgeline --output scan.rlt --json
              ridgeline extract 101_1.png --output 101_1.fmr --stages stages    (one PNG per step of the extractor)
            """)

    /// What to write.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case iso2005 = "iso-2005"
        case iso2011 = "iso-2011"
        case incits2004 = "incits-2004"
        case incits2009 = "incits-2009"
        case ridgeline

        /// Nil for our own.
        var record: RecordFormat? { RecordFormat(rawValue: rawValue) }
    }

    @Argument(help: "The picture: PNG, JPEG, PGM or BMP.")
    var image: String

    @Option(help: ArgumentHelp("Where to write the template.", valueName: "file"))
    var output: String

    @Option(help: "The template's format.")
    var format = Format.iso2005

    @OptionGroup var resolution: Resolution

    @Option(help: ArgumentHelp("A folder for the pictures that the extractor's steps make.", valueName: "dir"))
    var stages: String?

    @Flag(
        help: """
            Print {"bytes":n,"findings":[…],"height":n,"minutiae":n,"quality":n,"width":n}: sides in pixels at 500 ppi; \
            findings of tooLight, tooDark, offCentre, partial, smudged, moved.
            """)
    var json = false

    func run() throws {
        let picture = try ImageFile.read(
            URL(filePath: image), pixelsPerInch: resolution.pixelsPerInch)
        let pictures = stages.map { _ in StagePictures() }
        let extraction = try TemplateExtractor().extraction(of: picture, observer: pictures)
        let template = extraction.template
        var bytes = try encoded(template)
        defer { bytes.wipe() }
        try DurableFile.write(bytes, to: URL(filePath: output), permissions: 0o600)
        if let stages { try pictures?.write(to: URL(filePath: stages)) }
        let summary = TemplateSummary(template, bytes: bytes.count, findings: extraction.quality.findings)
        if json {
            print(try WireJSON.line(summary))
        } else {
            let findings = summary.findings.isEmpty ? "" : " (\(summary.findings.joined(separator: ", ")))"
            print(
                "\(output): \(summary.minutiae) minutiae, quality \(summary.quality) of 100\(findings), \(summary.bytes) bytes"
            )
        }
    }

    private func encoded(_ template: Template) throws(Fault) -> [UInt8] {
        guard let record = format.record else { return template.bytes }
        return try FingerMinutiaeRecord(template, format: record).bytes()
    }
}

/// What `--json` says of a template.
private struct TemplateSummary: Encodable {
    let bytes, height, minutiae, quality, width: Int
    let findings: [String]

    init(_ template: Template, bytes: Int, findings: Set<PrintQuality.Finding>) {
        self.bytes = bytes
        self.findings = findings.map(\.rawValue).sorted()
        height = Int(template.height)
        minutiae = template.count
        quality = Int(template.quality)
        width = Int(template.width)
    }
}
