internal import Fingerprint
internal import Foundation
internal import Ground
internal import Imaging
internal import Interchange
internal import Watchlist

/// A person as the centre's own systems describe them in JSON: over the operator's API, or a line of a file.
struct RecordDescription: Decodable {
    /// One picture of a finger, or a template file of one or several.
    struct Print: Decodable {
        /// Which finger; without it, the one that a template file names.
        let finger: String?
        /// PNG, BMP, PGM or JPEG.
        let picture: Data?
        /// Ours, ISO/IEC 19794-2 or INCITS 378.
        let template: Data?
    }

    let id: String
    let notice: String
    let reference: String?
    let caution: String?
    let instruction: String?
    let validFrom: Timestamp?
    let validUntil: Timestamp?
    let prints: [Print]

    /// The record as it will be published.
    ///
    /// - Throws: ``Fault`` `hub.word`, `hub.unusablePrint` with which print of whom.
    func record(_ extractor: TemplateExtractor) throws(Fault) -> WatchlistRecord {
        var fingers: [ListedFinger] = []
        for (number, print) in prints.enumerated() {
            let stated: FingerPosition? = if let finger = print.finger { try word(finger) } else { nil }
            do throws(Fault) {
                for view in try print.views(extractor) {
                    let template = view.template.withBytes { WipingBytes($0) }
                    fingers.append(ListedFinger(position: stated ?? view.position, template: template))
                }
            } catch { throw Self.unusable("print \(number + 1) of '\(id.prefix(64))': \(error.message)") }
        }
        guard !fingers.isEmpty else { throw Self.unusable("'\(id.prefix(64))' has no print") }
        return WatchlistRecord(
            id: id, notice: try word(notice), reference: reference ?? id, validFrom: validFrom?.date,
            validUntil: validUntil?.date, caution: caution ?? "", instruction: instruction ?? "", fingers: fingers)
    }

    private func word<Value: CaseIterable>(_ word: String) throws(Fault) -> Value {
        guard let value = Value.allCases.first(where: { "\($0)" == word }) else {
            let all = Value.allCases.map { "\($0)" }.joined(separator: ", ")
            throw Fault(.hubWord, "'\(word.prefix(60))' is none of \(all)")
        }
        return value
    }

    private static func unusable(_ reason: String) -> Fault {
        Fault(.hubUnusablePrint, "nothing is changed: \(reason)")
    }
}

extension RecordDescription.Print {
    /// What the picture or the template shows.
    ///
    /// - Throws: ``Fault`` with the reason, which ``RecordDescription/record(_:)`` completes.
    fileprivate func views(_ extractor: TemplateExtractor) throws(Fault) -> [FingerView] {
        switch (picture, template) {
        case (let picture?, nil):
            let image = try ImageFile.read(picture)
            do throws(ExtractionError) {
                return [FingerView(template: try extractor.extract(image).template, position: .unknown)]
            } catch {
                switch error {
                case .fault(let fault): throw fault
                case .retry(let retry): throw Fault(.hubUnusablePrint, retry.message)
                }
            }
        case (nil, let template?):
            if let views = try FingerView.views(of: [UInt8](template)) { return views }
            throw Fault(.hubUnusablePrint, "the template is none of ours, of ISO/IEC 19794-2 or INCITS 378")
        default: throw Fault(.hubUnusablePrint, "give a picture or a template, and not both")
        }
    }
}
