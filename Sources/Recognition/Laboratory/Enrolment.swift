public import Fingerprint
internal import Foundation
public import Imaging

/// A print of a set made into a template, or the reason why not.
public struct Enrolment: Sendable {
    public let print: PrintSet.Print
    public let result: Result<Template, any Error>
    /// Time on a core from decoded picture to template or refusal; nil where the file could not be read.
    public let milliseconds: Double?

    /// Reads and extracts one print.
    ///
    /// - Parameters:
    ///   - pixelsPerInch: what the picture's resolution is, whatever its file says; nil believes the file.
    ///   - extract: the engine to be measured.
    public init(
        _ print: PrintSet.Print, pixelsPerInch: Double?, extract: (GrayImage) throws -> Template
    ) {
        self.print = print
        var start: Double?
        result = Result {
            let image = try ImageFile.read(print.url, pixelsPerInch: pixelsPerInch)
            start = ThreadClock.now()
            return try extract(image)
        }
        milliseconds = start.map { (ThreadClock.now() - $0) * 1000 }
    }

    init(print: PrintSet.Print, result: Result<Template, any Error>, milliseconds: Double?) {
        self.print = print
        self.result = result
        self.milliseconds = milliseconds
    }

    /// The template; nil where the print failed to enrol.
    public var template: Template? { try? result.get() }
}
