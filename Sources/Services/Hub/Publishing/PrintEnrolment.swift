internal import Crypto
public import Fingerprint
public import Foundation
public import Ground
internal import Imaging
public import Watchlist

/// Makes records from pictures of prints.
///
/// A picture's record is the part of its file name before the last underscore (`anna_1.png`, `anna_2.png`: record
/// `anna`, two prints), unless one record is named for all; the name may say the finger too (``PrintName``). Thread-safe.
public struct PrintEnrolment: Sendable {
    private let notice: NoticeKind
    private let record: String?
    private let finger: FingerPosition
    private let acceptsPoor: Bool
    private let keepsPictures: Bool
    private let pixelsPerInch: Double?
    private let skipsUnusable: Bool
    private let cautions: Set<Caution>
    private let action: ListedAction?
    private let display: DisplayData?
    private let extractor = TemplateExtractor()

    /// - Parameters:
    ///   - finger: of every picture whose name does not say; several of one record must then look like one finger.
    ///   - acceptsPoor: whether a print is enrolled although compared with itself it would not be found.
    ///   - keepsPictures: whether the pictures become part of the list.
    ///   - pixelsPerInch: what the pictures' resolution is, whatever the files state; nil believes them.
    ///   - skipsUnusable: whether files that cannot be read as pictures are left out, as prints that will not be found are.
    public init(
        notice: NoticeKind, record: String? = nil, finger: FingerPosition = .unknown, acceptsPoor: Bool = false,
        keepsPictures: Bool = false, pixelsPerInch: Double? = nil, skipsUnusable: Bool = false,
        cautions: Set<Caution> = [],
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
        self.skipsUnusable = skipsUnusable
    }

    /// - Returns: the records by identifier; the pictures without a print that will be found, each with the reason; those
    ///   that came twice.
    /// - Throws: ``Fault`` `image.*`, `disk.*` for a file that is no picture of a print; `hub.finger` where one finger is
    ///   said of prints of several, or two of one print; `list.record` where two names are one text in different Unicode forms,
    ///   or one names no person.
    public func records(from pictures: [URL]) throws(Fault) -> Enrolled {
        var prints: [String: [NamedPrint]] = [:]
        var enrolled = Enrolled()
        var seen: [SHA256Digest: (path: String, record: String, position: FingerPosition)] = [:]
        var named: [String: (id: String, path: String)] = [:]
        for picture in pictures {
            let name = PrintName(picture)
            let id = record ?? name.record
            guard !id.isEmpty else {
                throw Fault(
                    .listRecord,
                    "\(picture.path) names no person; call it after one, as in anna_leftThumb_1.png, or say --record")
            }
            // Equal to Swift, and two names on the disk: one person's prints would be another's.
            if let before = named[id], !before.id.utf8.elementsEqual(id.utf8) {
                throw Fault(
                    .listRecord,
                    "\(before.path) and \(picture.path) name two records that are one text in different Unicode forms; rename one"
                )
            }
            named[id] = (id, picture.path)
            let position = try self.position(name, picture)
            let image: GrayImage
            do { image = try ImageFile.read(picture, pixelsPerInch: pixelsPerInch) } catch {
                let named = error.message.contains(picture.path) ? error.message : "\(picture.path): \(error.message)"
                guard skipsUnusable, error.code.rawValue.hasPrefix("image.") else {
                    throw Fault(error.code, named, cause: error.cause)
                }
                enrolled.unusable.append(named)
                continue
            }
            let kept = keepsPictures ? try ImageFile.png(of: image) : nil
            do throws(ExtractionError) {
                let template = try extractor.extract(image).template.withBytes { WipingBytes($0) }
                if let doubt = try proved(template) { enrolled.poor.append("\(picture.path): \(doubt)") }
                let digest = template.withBytes { SHA256.hash(data: UnsafeRawBufferPointer($0)) }
                if let before = seen[digest] {
                    enrolled.repeated.append("\(picture.path): the same print as \(before.path)")
                    if before.record == id {
                        guard before.position == position else { throw .fault(Self.twoFingers(picture, before.path)) }
                        continue
                    }
                }
                seen[digest] = (picture.path, id, position)
                prints[id, default: []].append(
                    NamedPrint(
                        path: picture.path, isNamed: name.finger != nil,
                        part: RecordPart(finger: position, template: template, picture: kept)))
            } catch {
                switch error {
                case .retry(let retry): enrolled.unusable.append("\(picture.path): \(retry.message)")
                case .fault(let fault) where fault.code == .hubUnusablePrint:
                    enrolled.unusable.append("\(picture.path): \(fault.message)")
                case .fault(let fault) where fault.code == .hubFinger: throw fault
                case .fault(let fault):
                    throw Fault(fault.code, "\(picture.path): \(fault.message)", cause: fault.cause)
                }
            }
        }
        for prints in prints.values { try requireOneFinger(prints) }
        enrolled.records = prints.sorted { $0.key < $1.key }.map {
            WatchlistRecord(
                id: $0.key, notice: notice, reference: $0.key, cautions: cautions, action: action,
                parts: $0.value.map(\.part), display: display)
        }
        return enrolled
    }

    private struct NamedPrint {
        let path: String
        /// The picture's own name says which finger it shows.
        let isNamed: Bool
        let part: RecordPart
    }

    private func position(_ name: PrintName, _ picture: URL) throws(Fault) -> FingerPosition {
        if let stated = name.finger, finger != .unknown, stated != finger {
            throw Fault(.hubFinger, "\(picture.path) is called \(stated), and --finger says \(finger); correct one")
        }
        return name.finger ?? finger
    }

    /// One word for all of a record's pictures is true only where they show one finger.
    private func requireOneFinger(_ prints: [NamedPrint]) throws(Fault) {
        guard finger != .unknown else { return }
        let prepared = try prints.map { (print) throws(Fault) in
            PreparedTemplate(try Template(in: print.part.reference, at: 0..<print.part.reference.count))
        }
        for (number, print) in prints.enumerated().dropFirst() where !print.isNamed {
            let probe = Matcher(probe: prepared[number])
            if prepared[..<number].contains(where: { probe.score(against: $0) >= Self.leastOfOneFinger }) { continue }
            throw Fault(
                .hubFinger,
                "\(print.path) and \(prints[0].path) would both be the \(finger) of one record, and do not look like one "
                    + "finger; call the pictures after their fingers, as in anna_leftThumb_1.png, or leave --finger out"
            )
        }
    }

    /// The prints of two fingers score so high in one of 1000 comparisons.
    private static let leastOfOneFinger = 3.0

    private static func twoFingers(_ picture: URL, _ other: String) -> Fault {
        Fault(.hubFinger, "\(picture.path) and \(other) are one print and called two fingers; correct one")
    }

    private func proved(_ template: WipingBytes) throws(ExtractionError) -> String? {
        do { return try ReferenceProof.doubt(about: template, acceptsPoor: acceptsPoor) } catch { throw .fault(error) }
    }
}
