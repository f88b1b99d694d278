import CaseMessages
import Foundation
import Ground
import Imaging

/// Writes opened hits to a folder, for their owner's eyes only.
struct HitExport {
    private let folder: URL

    init(folder: URL) throws {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        self.folder = folder
    }

    func write(_ hit: HitMessage) throws {
        let facts = hit.facts
        let probe = facts.probe
        let picture = GrayImage(
            width: probe.imageWidth, height: probe.imageHeight, pixelsPerInch: probe.pixelsPerInch
        ) { target in hit.pixels.withBytes { _ = target.update(fromContentsOf: $0) } }
        try write(try WireJSON.encode(facts), facts.identifier, "json")
        try write(Data(try ImageFile.pngBytes(of: picture)), facts.identifier, "png")
        try write(hit.template.withBytes { Data($0) }, facts.identifier, "template")
    }

    private func write(_ data: Data, _ hit: UUIDv7, _ ending: String) throws {
        try DurableFile.write(data, to: folder.appending(path: "\(hit).\(ending)"), permissions: 0o600)
    }
}
