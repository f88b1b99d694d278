internal import CaseMessages
internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Identification
internal import Imaging

extension Hub {
    /// The kinds of samples whose pictures are looked into; those of others are handed on as they came.
    private static let readable: Set<String> = [ModalityKind.finger.rawValue]

    /// The picture of a sample of an opened hit: enclosed, or put together from the pieces that have come.
    ///
    /// What is wrong with it is said, and never hides the hit.
    ///
    /// - Parameter hit: whose sample it is.
    /// - Returns: nil where the sample has none.
    /// - Throws: ``Fault`` `hub.database`.
    func picture(of sample: HitSample, in hit: UUIDv7, from device: UUIDv7) async throws(Fault) -> ReceivedPicture? {
        guard let said = sample.facts.picture else {
            guard sample.picture.count > 0 else { return nil }
            guard let frame = sample.facts.frame else { return .unread(sample.picture) }
            return .whole(
                GrayImage(width: frame.width, height: frame.height, pixelsPerInch: frame.pixelsPerInch) { target in
                    sample.picture.withBytes { _ = target.update(fromContentsOf: $0) }
                })
        }
        if let code = said.leftOut { return .leftOut(code.printable) }
        guard let attachment = said.attachment else { return Self.read(sample.picture, of: sample.facts) }
        let missing = try await items.missing(attachment.pieces, of: .attachment, from: device)
        guard missing.isEmpty else {
            return .incomplete(missing: missing.count, of: attachment.pieces.count)
        }
        var pieces: [AttachmentPiece] = []
        for identifier in attachment.pieces {
            guard let item = try await items.find(identifier, of: .attachment, from: device) else { continue }
            do { pieces.append(try AttachmentPiece(decoding: opened(item))) } catch { return .damaged(error) }
        }
        do { return Self.read(try attachment.joined(pieces, of: hit), of: sample.facts) } catch {
            return .damaged(error)
        }
    }

    /// What the device has sealed.
    ///
    /// - Throws: ``Fault`` `seal.broken`.
    func opened(_ item: Item) throws(Fault) -> WipingBytes {
        let name = Data("\(item.device)/\(item.identifier)".utf8)
        return try openingKey.open(item.body, for: .item, authenticating: name)
    }

    private static func read(_ file: WipingBytes, of sample: HitSample.Facts) -> ReceivedPicture {
        guard readable.contains(sample.kind) else { return .unread(file) }
        let image: GrayImage
        // The file's own statement is rounded to pixels per metre.
        do { image = try ImageFile.read(file, pixelsPerInch: sample.frame?.pixelsPerInch) } catch {
            return .damaged(error)
        }
        guard image.width == sample.picture?.width, image.height == sample.picture?.height else {
            return .damaged(
                Fault(.hitInvalid, "it has \(image.width) x \(image.height) pixels, not those that the hit has named"))
        }
        return .whole(image)
    }
}
