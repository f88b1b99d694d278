internal import CaseMessages
internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Imaging

extension Hub {
    /// The picture of an opened hit: enclosed, or put together from the pieces that have come.
    ///
    /// What is wrong with it is said, and never hides the hit.
    ///
    /// - Throws: ``Fault`` `hub.database`.
    func picture(of message: HitMessage, from device: UUIDv7) async throws(Fault) -> ReceivedPicture {
        let probe = message.facts.probe
        guard let said = probe.picture else {
            return .whole(
                GrayImage(
                    width: probe.imageWidth, height: probe.imageHeight, pixelsPerInch: probe.pixelsPerInch
                ) { target in message.picture.withBytes { _ = target.update(fromContentsOf: $0) } })
        }
        if let code = said.leftOut { return .leftOut(code.printable) }
        guard let attachment = said.attachment else { return Self.decoded(message.picture, as: probe) }
        let missing = try await items.missing(attachment.pieces, of: .attachment, from: device)
        guard missing.isEmpty else {
            return .incomplete(missing: missing.count, of: attachment.pieces.count)
        }
        var pieces: [AttachmentPiece] = []
        for identifier in attachment.pieces {
            guard let item = try await items.find(identifier, of: .attachment, from: device) else { continue }
            do { pieces.append(try AttachmentPiece(decoding: opened(item))) } catch { return .damaged(error) }
        }
        do { return Self.decoded(try attachment.joined(pieces, of: message.facts.identifier), as: probe) } catch {
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

    private static func decoded(_ png: WipingBytes, as probe: HitFacts.Probe) -> ReceivedPicture {
        let image: GrayImage
        // The file's own statement is rounded to pixels per metre.
        do { image = try ImageFile.read(png, pixelsPerInch: probe.pixelsPerInch) } catch { return .damaged(error) }
        guard image.width == probe.picture?.width, image.height == probe.picture?.height else {
            return .damaged(
                Fault(.hitInvalid, "it has \(image.width) x \(image.height) pixels, not those that the hit has named"))
        }
        return .whole(image)
    }
}
