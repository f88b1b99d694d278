import CaseMessages
import Foundation
import Ground
import Hub
import Imaging

/// Writes opened hits to a folder, for their owner's eyes only.
struct HitExport {
    private let folder: URL

    init(folder: URL) throws {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        self.folder = folder
    }

    /// The facts and the template, and the picture, or in its place why it is not here.
    func write(_ hit: ReceivedHit) throws {
        guard let message = hit.message else { return }
        try write(try WireJSON.encode(message.facts), hit.identifier, "json")
        try write(message.template.withBytes { Data($0) }, hit.identifier, "template")
        let absence = file(hit.identifier, "no-picture.txt")
        if case .whole(let image)? = hit.picture {
            try write(Data(try ImageFile.pngBytes(of: image)), hit.identifier, "png")
            // The last export may have been before the rest of it came.
            if FileManager.default.fileExists(atPath: absence.path) { try DurableFile.remove(absence) }
        } else if let text = hit.picture?.absence {
            try write(Data("\(text)\n".utf8), hit.identifier, "no-picture.txt")
        }
    }

    private func file(_ hit: UUIDv7, _ ending: String) -> URL { folder.appending(path: "\(hit).\(ending)") }

    private func write(_ data: Data, _ hit: UUIDv7, _ ending: String) throws {
        try DurableFile.write(data, to: file(hit, ending), permissions: 0o600)
    }
}
