public import Foundation
public import Ground

/// A folder of print images, named `<finger>_<impression>`: the finger is all before the last underscore.
public struct PrintSet: Sendable {
    /// One image of the set.
    public struct Print: Sendable, Equatable {
        /// The file's name without its extension.
        public let name: String
        public let url: URL

        /// What all prints of one finger share.
        public var finger: String { name.lastIndex(of: "_").map { String(name[..<$0]) } ?? name }
    }

    /// In the order of their names.
    public let prints: [Print]
    /// Names of files that are not pictures by their extension, and so no part of the set.
    public let ignored: [String]

    public static let extensions: Set<String> = ["png", "jpg", "jpeg", "pgm", "bmp"]

    /// Lists a folder; its subfolders and hidden files are left out.
    ///
    /// - Throws: ``Fault`` `set.missing`, `set.empty`, `disk.read` for a name that is not UTF-8, or `set.name` where two images have one name or a name has blanks.
    public init(folder: URL) throws(Fault) {
        let listing: FolderListing
        do { listing = try FolderListing(folder) } catch { throw Fault(.setMissing, error.message) }
        let pictures = try listing.files(endingIn: Self.extensions)
        prints = pictures.map { folder.appending(path: $0) }
            .map { Print(name: $0.deletingPathExtension().lastPathComponent, url: $0) }
            .sorted { ($0.name, $0.url.path) < ($1.name, $1.url.path) }
        let isPicture = Set(pictures)
        ignored = listing.files.filter { !isPicture.contains($0) }
        guard !prints.isEmpty else {
            throw Fault(.setEmpty, "there is no PNG, JPEG, PGM or BMP in \(folder.path); name a folder of prints")
        }
        for (one, next) in zip(prints, prints.dropFirst()) where one.name == next.name {
            throw Fault(
                .setName, "\(one.url.lastPathComponent) and \(next.url.lastPathComponent) have one name; rename one")
        }
        if let blank = prints.first(where: { $0.name.contains(where: \.isWhitespace) }) {
            throw Fault(.setName, "the name of \(blank.url.lastPathComponent) has a blank in it; rename the file")
        }
    }
}
