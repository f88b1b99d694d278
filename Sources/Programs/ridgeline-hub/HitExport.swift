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

    /// The facts and the template, and the picture, or in its place why it is not here. What an export before has written
    /// stays as it is.
    ///
    /// - Throws: ``Fault`` `hits.other` where a file of the hit's name holds something else, `disk.*`.
    func write(_ hit: ReceivedHit) throws {
        guard let message = hit.message else { return }
        try write(try WireJSON.encode(message.facts), hit, "json")
        try write(message.template.withBytes { Data($0) }, hit, "template")
        let absence = file(hit, "no-picture.txt")
        if case .whole(let image)? = hit.picture {
            try write(Data(try ImageFile.pngBytes(of: image)), hit, "png")
            // The last export may have been before the rest of it came.
            if FileManager.default.fileExists(atPath: absence.path) { try DurableFile.remove(absence) }
        } else if let text = hit.picture?.absence {
            // What is missing becomes less.
            try DurableFile.write(Data("\(text)\n".utf8), to: absence, permissions: 0o600)
        }
    }

    /// Two devices may give two hits one identifier: they are the devices' own.
    private func file(_ hit: ReceivedHit, _ ending: String) -> URL {
        folder.appending(path: "\(hit.device).\(hit.identifier).\(ending)")
    }

    private func write(_ data: Data, _ hit: ReceivedHit, _ ending: String) throws {
        let file = file(hit, ending)
        do {
            guard try DurableFile.read(file, limit: max(data.count, 1)) == data else { throw Self.other(file) }
        } catch let fault as Fault where fault.code == .diskMissing {
            try DurableFile.write(data, to: file, permissions: 0o600)
        } catch let fault as Fault where fault.code == .diskTooLarge { throw Self.other(file) }
    }

    private static func other(_ file: URL) -> Fault {
        Fault(.hitsOther, "\(file.path) holds something else than the hit of that name; export to an empty folder")
    }
}
