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

        private enum CodingKeys: String, CodingKey { case finger, picture, template }

        init(from decoder: any Decoder) throws {
            let members = try decoder.members(CodingKeys.self)
            finger = try members.decodeIfPresent(String.self, forKey: .finger)
            picture = try members.base64(.picture)
            template = try members.base64(.template)
        }
    }

    let id: String
    let notice: String
    let reference: String?
    let caution: String?
    let instruction: String?
    let validFrom: Timestamp?
    let validUntil: Timestamp?
    let prints: [Print]

    private enum CodingKeys: String, CodingKey {
        case id, notice, reference, caution, instruction, validFrom, validUntil, prints
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.members(CodingKeys.self)
        id = try members.decode(String.self, forKey: .id)
        notice = try members.decode(String.self, forKey: .notice)
        reference = try members.decodeIfPresent(String.self, forKey: .reference)
        caution = try members.decodeIfPresent(String.self, forKey: .caution)
        instruction = try members.decodeIfPresent(String.self, forKey: .instruction)
        validFrom = try members.decodeIfPresent(Timestamp.self, forKey: .validFrom)
        validUntil = try members.decodeIfPresent(Timestamp.self, forKey: .validUntil)
        prints = try members.decode([Print].self, forKey: .prints)
    }

    /// The record as it will be published, each of its prints proved.
    ///
    /// - Parameter poor: nil refuses a print that would not be found; otherwise it is told here, with the reason.
    /// - Throws: ``Fault`` `hub.word`, `list.record`, `hub.unusablePrint` with which print of whom.
    func record(_ extractor: TemplateExtractor, poor: inout [String]?) throws(Fault) -> WatchlistRecord {
        try ListChange.remove(id: id).check()
        if let validFrom, let validUntil, validUntil <= validFrom {
            throw Fault(
                .listRecord, "'\(id)' is valid until \(validUntil), which is not after \(validFrom); correct one")
        }
        var fingers: [ListedFinger] = []
        for (number, print) in prints.enumerated() {
            let stated: FingerPosition? = if let finger = print.finger { try word(finger) } else { nil }
            do throws(Fault) {
                for view in try print.views(extractor) {
                    let template = view.template.withBytes { WipingBytes($0) }
                    if let doubt = try ReferenceProof.doubt(about: template, acceptsPoor: poor != nil) {
                        poor?.append("print \(number + 1) of '\(id)': \(doubt)")
                    }
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
        Fault(.hubUnusablePrint, reason)
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
