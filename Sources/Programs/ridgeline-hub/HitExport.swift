import CaseMessages
import Foundation
import Ground
import Hub
import Imaging

/// Writes opened hits to a folder, for their owner's eyes only.
struct HitExport {
    private let folder: URL

    init(folder: URL) throws {
        try Folder.make(folder)
        self.folder = folder
    }

    /// What the hit says, and of each sample its template, and its picture, or in its place why it is not here. What an
    /// export before has written stays as it is.
    ///
    /// - Throws: ``Fault`` `hits.other` where a file of the hit's name holds something else, `disk.*`.
    func write(_ hit: ReceivedHit) throws {
        guard let message = hit.message else { return }
        // Two devices may give two hits one identifier: they are the devices' own.
        let name = "\(hit.device).\(hit.identifier)"
        try write(try WireJSON.encode(message.statement), "\(name).json")
        for (index, sample) in message.samples.enumerated() {
            let name = index == 0 ? name : "\(name)-\(index + 1)"
            try write(sample.template.withBytes { Data($0) }, "\(name).template")
            if let picture = hit.pictures[index] { try write(picture, name) }
        }
    }

    private func write(_ picture: ReceivedPicture, _ name: String) throws {
        let absence = folder.appending(path: "\(name).no-picture.txt")
        switch picture {
        case .whole(let image): try write(Data(try ImageFile.pngBytes(of: image)), "\(name).png")
        case .unread(let bytes): try write(bytes.withBytes { Data($0) }, "\(name).picture")
        case .incomplete, .leftOut, .damaged: break
        }
        if let text = picture.absence {
            // What is missing becomes less.
            try DurableFile.write(Data("\(text)\n".utf8), to: absence, permissions: 0o600)
        } else if FileManager.default.fileExists(atPath: absence.path) {
            // The last export may have been before the rest of it came.
            try DurableFile.remove(absence)
        }
    }

    private func write(_ data: Data, _ name: String) throws {
        let file = folder.appending(path: name)
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
