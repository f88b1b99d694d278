internal import CaseMessages
internal import Ground

/// A hit with all that goes with it, before anything is sealed.
struct SealableHit {
    /// Which pictures go with it.
    enum Pictures {
        /// Enclosed as far as there is room, the others in pieces beside it.
        case all
        /// Those that the hit has room for; the others are left out for this reason.
        case enclosed(Fault)
        /// None, for this reason.
        case none(Fault)
    }

    let message: HitMessage
    /// Of the pictures that the hit cannot hold, each with the item that the hit has named.
    let pieces: [(item: UUIDv7, piece: AttachmentPiece)]

    /// - Throws: ``Fault`` `attachment.tooLarge`, `hit.invalid`.
    init(_ facts: HitFacts, _ samples: [SealableSample], _ pictures: Pictures = .all) throws(Fault) {
        var room = try HitMessage.room(
            beside: HitStatement(facts: facts, samples: samples.map(\.facts)),
            templates: samples.reduce(0) { $0 + $1.template.count })
        var pieces: [(item: UUIDv7, piece: AttachmentPiece)] = []
        var parts: [HitSample] = []
        for sample in samples {
            var said = sample.facts
            var enclosed = WipingBytes([])
            if let picture = sample.picture {
                switch pictures {
                case .none(let fault): said.picture?.leftOut = fault.code.rawValue
                case .all where picture.count > room:
                    let (attachment, cut) = try Attachment.cut(picture, type: "image/png", of: facts.identifier)
                    said.picture?.attachment = attachment
                    pieces += zip(attachment.pieces, cut).map { ($0, $1) }
                case .enclosed(let fault) where picture.count > room: said.picture?.leftOut = fault.code.rawValue
                case .all, .enclosed:
                    room -= picture.count
                    enclosed = picture
                }
            }
            parts.append(HitSample(facts: said, picture: enclosed, template: sample.template))
        }
        self.pieces = pieces
        message = try HitMessage(facts: facts, samples: parts)
    }
}
