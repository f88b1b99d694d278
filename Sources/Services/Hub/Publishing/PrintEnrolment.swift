public import Fingerprint
public import Foundation
public import Ground
internal import Imaging
public import Watchlist

/// Makes records from pictures of prints.
///
/// A picture's record is the part of its file name before the last underscore (`anna_1.png`, `anna_2.png`: record
/// `anna`, two prints), unless one record is named for all. Thread-safe.
public struct PrintEnrolment: Sendable {
    private let notice: NoticeKind
    private let record: String?
    private let finger: FingerPosition
    private let acceptsPoor: Bool
    private let keepsPictures: Bool
    private let pixelsPerInch: Double?
    private let cautions: Set<Caution>
    private let action: ListedAction?
    private let display: DisplayData?
    private let extractor = TemplateExtractor()

    /// - Parameters:
    ///   - acceptsPoor: whether a print is enrolled although compared with itself it would not be found.
    ///   - keepsPictures: whether the pictures become part of the list.
    ///   - pixelsPerInch: what the pictures' resolution is, whatever the files state; nil believes them.
    public init(
        notice: NoticeKind, record: String? = nil, finger: FingerPosition = .unknown, acceptsPoor: Bool = false,
        keepsPictures: Bool = false, pixelsPerInch: Double? = nil, cautions: Set<Caution> = [],
        action: ListedAction? = nil, display: DisplayData? = nil
    ) {
        self.notice = notice
        self.record = record
        self.finger = finger
        self.acceptsPoor = acceptsPoor
        self.keepsPictures = keepsPictures
        self.cautions = cautions
        self.action = action
        self.display = display
        self.pixelsPerInch = pixelsPerInch
    }

    /// - Returns: the records by identifier; the pictures without a print that will be found, each with the reason.
    /// - Throws: ``Fault`` `image.*`, `disk.*` for a file that is no picture of a print.
    public func records(from pictures: [URL]) throws(Fault) -> Enrolled {
        var parts: [String: [RecordPart]] = [:]
        var enrolled = Enrolled()
        for picture in pictures {
            let image = try ImageFile.read(picture, pixelsPerInch: pixelsPerInch)
            let kept = keepsPictures ? try ImageFile.png(of: image) : nil
            do throws(ExtractionError) {
                let template = try extractor.extract(image).template.withBytes { WipingBytes($0) }
                if let doubt = try proved(template) { enrolled.poor.append("\(picture.path): \(doubt)") }
                parts[record ?? Self.record(of: picture), default: []].append(
                    RecordPart(finger: finger, template: template, picture: kept))
            } catch {
                switch error {
                case .retry(let retry): enrolled.unusable.append("\(picture.path): \(retry.message)")
                case .fault(let fault) where fault.code == .hubUnusablePrint:
                    enrolled.unusable.append("\(picture.path): \(fault.message)")
                case .fault(let fault):
                    throw Fault(fault.code, "\(picture.path): \(fault.message)", cause: fault.cause)
                }
            }
        }
        enrolled.records = parts.sorted { $0.key < $1.key }.map {
            WatchlistRecord(
                id: $0.key, notice: notice, reference: $0.key, cautions: cautions, action: action, parts: $0.value,
                display: display)
        }
        return enrolled
    }

    private func proved(_ template: WipingBytes) throws(ExtractionError) -> String? {
        do { return try ReferenceProof.doubt(about: template, acceptsPoor: acceptsPoor) } catch { throw .fault(error) }
    }

    /// The pictures of a folder, by name; what has another ending, hidden files and subfolders are left alone.
    ///
    /// - Throws: ``Fault`` `disk.read`, `hub.noPrints`.
    public static func pictures(in folder: URL) throws(Fault) -> [URL] {
        let pictures = try FolderListing(folder).files(endingIn: ["png", "bmp", "pgm", "jpg", "jpeg"])
        guard !pictures.isEmpty else {
            throw Fault(.hubNoPrints, "\(folder.path) holds no PNG, BMP, PGM or JPEG; name another folder")
        }
        return pictures.map { folder.appending(path: $0) }
    }

    static func record(of picture: URL) -> String {
        let name = picture.deletingPathExtension().lastPathComponent
        return name.lastIndex(of: "_").map { String(name[..<$0]) } ?? name
    }
}
