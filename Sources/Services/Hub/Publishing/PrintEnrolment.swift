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
    private let extractor = TemplateExtractor()

    public init(notice: NoticeKind, record: String? = nil, finger: FingerPosition = .unknown) {
        self.notice = notice
        self.record = record
        self.finger = finger
    }

    /// - Returns: the records by identifier, and the pictures that show no usable print, each with the reason.
    /// - Throws: ``Fault`` `image.*`, `disk.*` for a file that is no picture of a print.
    public func records(from pictures: [URL]) throws(Fault) -> (records: [WatchlistRecord], unusable: [String]) {
        var fingers: [String: [ListedFinger]] = [:]
        var unusable: [String] = []
        for picture in pictures {
            do throws(ExtractionError) {
                let template = try extractor.extract(try Self.read(picture)).template
                fingers[record ?? Self.record(of: picture), default: []].append(
                    ListedFinger(position: finger, template: template.withBytes { WipingBytes($0) }))
            } catch {
                switch error {
                case .retry(let retry): unusable.append("\(picture.path): \(retry.message)")
                case .fault(let fault): throw Fault(fault.code, "\(picture.path): \(fault.message)", cause: fault.cause)
                }
            }
        }
        let records = fingers.sorted { $0.key < $1.key }.map {
            WatchlistRecord(id: $0.key, notice: notice, reference: $0.key, fingers: $0.value)
        }
        return (records, unusable)
    }

    /// The pictures of a folder, by name; what has another ending is left alone.
    ///
    /// - Throws: ``Fault`` `disk.read`, `hub.noPrints`.
    public static func pictures(in folder: URL) throws(Fault) -> [URL] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder.path) } catch {
            throw Fault(.diskRead, "cannot read the folder \(folder.path); check the path", cause: error)
        }
        let endings = ["png", "bmp", "pgm", "jpg", "jpeg"]
        let pictures = names.sorted().map { folder.appending(path: $0) }
            .filter { endings.contains($0.pathExtension.lowercased()) }
        guard !pictures.isEmpty else {
            throw Fault(
                .hubNoPrints, "\(folder.path) holds no \(endings.joined(separator: ", ")); name another folder")
        }
        return pictures
    }

    static func record(of picture: URL) -> String {
        let name = picture.deletingPathExtension().lastPathComponent
        return name.lastIndex(of: "_").map { String(name[..<$0]) } ?? name
    }

    private static func read(_ picture: URL) throws(ExtractionError) -> GrayImage {
        do { return try ImageFile.read(picture) } catch { throw .fault(error) }
    }
}
