internal import Capture
internal import CaseMessages
internal import Fingerprint
internal import Ground
internal import Imaging

/// A hit with all that goes with it, before anything is sealed.
struct SealableHit {
    let message: HitMessage
    /// Of the picture, where the hit cannot hold it; in the order of the items that the hit has named.
    let pieces: [AttachmentPiece]

    /// - Parameter facts: of the probe everything but its picture.
    /// - Throws: ``Fault`` `image.memory`, `attachment.tooLarge`, `hit.invalid`.
    init(_ facts: HitFacts, _ print: AssessedPrint) throws(Fault) {
        let probe = try CroppedProbe(
            print.frame.image, print.extraction, pixelsPerInch: facts.probe.pixelsPerInch)
        var said = ProbePicture(probe.area)
        var enclosed = probe.png
        var pieces: [AttachmentPiece] = []
        if enclosed.count > HitMessage.pictureLimit {
            (said.attachment, pieces) = try Attachment.cut(probe.png, type: "image/png", of: facts.identifier)
            enclosed = WipingBytes([])
        }
        self.pieces = pieces
        message = try HitMessage(facts, print, said, enclosed)
    }

    /// - Parameter fault: why it goes without its picture.
    init(_ facts: HitFacts, _ print: AssessedPrint, withoutPicture fault: Fault) throws(Fault) {
        var said = ProbePicture(
            CroppedProbe.area(
                in: print.frame.image, print.extraction, pixelsPerInch: facts.probe.pixelsPerInch))
        said.leftOut = fault.code.rawValue
        pieces = []
        message = try HitMessage(facts, print, said, WipingBytes([]))
    }
}

extension HitMessage {
    fileprivate init(
        _ facts: HitFacts, _ print: AssessedPrint, _ said: ProbePicture, _ picture: WipingBytes
    ) throws(Fault) {
        var facts = facts
        facts.probe.picture = said
        let template = print.extraction.template.withBytes { WipingBytes($0) }
        try self.init(facts: facts, picture: picture, template: template)
    }
}

extension ProbePicture {
    fileprivate init(_ area: PictureArea) {
        self.init(left: area.x, top: area.y, width: area.width, height: area.height)
    }
}
