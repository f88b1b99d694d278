import CommandSupport
import Fingerprint
import Foundation
import Ground
import Imaging
import Interchange

/// A file that shows one finger: a picture, a template of ours, or a record of ISO/IEC 19794-2 or INCITS 378.
enum PrintFile {
    /// Reads a template, or a picture and extracts it; the format is told by the content.
    ///
    /// - Parameter pixelsPerInch: what a picture's resolution is, whatever its file says.
    /// - Throws: ``Fault`` with the file's name, ``Retry`` for a picture that shows no usable print.
    static func template(_ path: String, pixelsPerInch: Double?) throws -> Template {
        let url = URL(filePath: path)
        var bytes = try [UInt8](DurableFile.read(url, limit: ImageFile.mostBytes))
        defer { bytes.wipe() }
        do {
            if let first = try FingerView.views(of: bytes)?.first { return first.template }
            return try TemplateExtractor().extraction(of: ImageFile.read(bytes, pixelsPerInch: pixelsPerInch)).template
        } catch let fault as Fault {
            throw Fault(fault.code, "\(path): \(fault.message)", cause: fault.cause)
        } catch let retry as Retry {
            throw Retry(retry.reason, "\(path): \(retry.message)")
        }
    }
}
