internal import Fingerprint
internal import Foundation
internal import Ground
internal import Identification
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

    /// A part of another kind than a finger, which nobody can prove here: what the owner's own system has made.
    struct Part: Decodable {
        let kind: ModalityKind
        let position: UInt8?
        let reference: Data?
        let picture: Data?

        private enum CodingKeys: String, CodingKey { case kind, position, reference, picture }

        init(from decoder: any Decoder) throws {
            let members = try decoder.members(CodingKeys.self)
            kind = ModalityKind(rawValue: try members.decode(String.self, forKey: .kind))
            position = try members.decodeIfPresent(UInt8.self, forKey: .position)
            reference = try members.base64(.reference)
            picture = try members.base64(.picture)
        }
    }

    let id: String
    let notice: String
    let reference: String?
    let caution: String?
    let cautions: [String]?
    let instruction: String?
    let action: String?
    let validFrom: Timestamp?
    let validUntil: Timestamp?
    let prints: [Print]
    let parts: [Part]?
    let display: DisplayDescription?

    private enum CodingKeys: String, CodingKey {
        case id, notice, reference, caution, cautions, instruction, action, validFrom, validUntil, prints, parts,
            display
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.members(CodingKeys.self)
        id = try members.decode(String.self, forKey: .id)
        notice = try members.decode(String.self, forKey: .notice)
        reference = try members.decodeIfPresent(String.self, forKey: .reference)
        caution = try members.decodeIfPresent(String.self, forKey: .caution)
        cautions = try members.decodeIfPresent([String].self, forKey: .cautions)
        instruction = try members.decodeIfPresent(String.self, forKey: .instruction)
        action = try members.decodeIfPresent(String.self, forKey: .action)
        validFrom = try members.decodeIfPresent(Timestamp.self, forKey: .validFrom)
        validUntil = try members.decodeIfPresent(Timestamp.self, forKey: .validUntil)
        prints = try members.decode([Print].self, forKey: .prints)
        parts = try members.decodeIfPresent([Part].self, forKey: .parts)
        display = try members.decodeIfPresent(DisplayDescription.self, forKey: .display)
    }

    /// The record as it will be published, each of its prints proved.
    ///
    /// - Parameters:
    ///   - keepsPictures: whether the prints' pictures become part of the list.
    ///   - now: a record whose time is over by then would be searched for nobody.
    ///   - poor: nil refuses a print that would not be found; otherwise it is told here, with the reason.
    /// - Throws: ``Fault`` `hub.word`, `list.record`, `hub.expired`, `hub.unusablePrint` with which print of whom.
    func record(
        _ extractor: TemplateExtractor, keepsPictures: Bool, now: Timestamp, poor: inout [String]?
    ) throws(Fault) -> WatchlistRecord {
        try RecordText.check(identifier: id)
        if let validFrom, let validUntil, validUntil <= validFrom {
            throw Fault(
                .listRecord, "'\(id)' is valid until \(validUntil), which is not after \(validFrom); correct one")
        }
        if let validUntil, validUntil <= now {
            throw Fault(.hubExpired, "'\(id)' was valid until \(validUntil) only; leave it out, or correct the date")
        }
        var parts: [RecordPart] = []
        for (number, print) in prints.enumerated() {
            let stated: FingerPosition? = if let finger = print.finger { try Self.word(finger) } else { nil }
            do throws(Fault) {
                for part in try print.parts(extractor, finger: stated, keepsPictures: keepsPictures) {
                    if let doubt = try ReferenceProof.doubt(about: part.reference, acceptsPoor: poor != nil) {
                        poor?.append("print \(number + 1) of '\(id)': \(doubt)")
                    }
                    parts.append(part)
                }
            } catch { throw Self.unusable("print \(number + 1) of '\(id.prefix(64))': \(error.message)") }
        }
        for part in self.parts ?? [] { parts.append(try part.listed(of: id)) }
        guard !parts.isEmpty else { throw Self.unusable("'\(id.prefix(64))' has no print") }
        let record = WatchlistRecord(
            id: id, notice: try Self.word(notice), reference: reference ?? id, validFrom: validFrom?.date,
            validUntil: validUntil?.date, caution: caution ?? "", cautions: try Set((cautions ?? []).map(listable)),
            instruction: instruction ?? "", action: try action.map(listable), parts: parts,
            display: try display?.data(of: id))
        try record.checkTexts()
        return record
    }

    /// `other` is what a device makes of a word of a later version.
    private func listable<Value: CaseIterable & Equatable & RawRepresentable<UInt8>>(
        _ text: String
    ) throws(Fault) -> Value {
        let value: Value = try Self.word(text)
        guard value.rawValue != 0 else { throw Fault(.hubWord, "'\(text)' says nothing; write it as a text") }
        return value
    }

    static func word<Value: CaseIterable>(_ word: String) throws(Fault) -> Value {
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
    /// - Parameter stated: which finger it is; nil for what the template says.
    /// - Throws: ``Fault`` with the reason, which ``RecordDescription/record(_:keepsPictures:now:poor:)`` completes.
    fileprivate func parts(
        _ extractor: TemplateExtractor, finger stated: FingerPosition?, keepsPictures: Bool
    ) throws(Fault) -> [RecordPart] {
        switch (picture, template) {
        case (let picture?, nil):
            let image = try ImageFile.read(picture)
            let kept = keepsPictures ? try ImageFile.png(of: image) : nil
            do throws(ExtractionError) {
                let template = try extractor.extract(image).template.withBytes { WipingBytes($0) }
                return [RecordPart(finger: stated ?? .unknown, template: template, picture: kept)]
            } catch {
                switch error {
                case .fault(let fault): throw fault
                case .retry(let retry): throw Fault(.hubUnusablePrint, retry.message)
                }
            }
        case (nil, let template?):
            if let views = try FingerView.views(of: [UInt8](template)) {
                return views.map { view in
                    RecordPart(
                        finger: stated ?? view.position, template: view.template.withBytes { WipingBytes($0) })
                }
            }
            throw Fault(.hubUnusablePrint, "the template is none of ours, of ISO/IEC 19794-2 or INCITS 378")
        default: throw Fault(.hubUnusablePrint, "give a picture or a template, and not both")
        }
    }
}

extension RecordDescription.Part {
    /// - Throws: ``Fault`` `list.record`.
    fileprivate func listed(of id: String) throws(Fault) -> RecordPart {
        guard kind != .finger, kind.isListable, let reference, !reference.isEmpty else {
            throw Fault(
                .listRecord,
                "a part of '\(id)' needs a reference and a kind of a-z, 0-9 and hyphens, and a finger is one of the prints"
            )
        }
        return RecordPart(
            kind: kind, position: position ?? 0, reference: WipingBytes(reference),
            picture: picture.map(WipingBytes.init))
    }
}
