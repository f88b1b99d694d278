public import Foundation
public import Ground
internal import Imaging

/// The pictures in a folder of prints, told by what is in them and not by their names, and what else lies there.
public struct PictureFolder: Sendable {
    /// By name.
    public private(set) var pictures: [URL] = []
    /// What is left alone, each with what it is: nobody must believe it enrolled.
    public private(set) var skipped: [String]

    /// - Throws: ``Fault`` `disk.read`, also for a file whose name is not UTF-8; `hub.noPrints`.
    public init(_ folder: URL) throws(Fault) {
        let listing = try FolderListing(folder)
        if let name = listing.illegible.first {
            throw Fault(.diskRead, "the name of the file '\(name)' is not UTF-8; rename it")
        }
        skipped = listing.passedOver
        for name in listing.files {
            let file = folder.appending(path: name, directoryHint: .notDirectory)
            if try ImageFile.begins(file) {
                pictures.append(file)
            } else {
                skipped.append("\(name): no PNG, JPEG, PGM or BMP")
            }
        }
        guard !pictures.isEmpty else {
            throw Fault(.hubNoPrints, "\(folder.path) holds no PNG, BMP, PGM or JPEG; name another folder")
        }
    }
}
