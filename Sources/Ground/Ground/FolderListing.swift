public import Foundation
internal import Glibc

/// The files that somebody put in a folder, as far as they are meant: no subfolders, and no hidden ones, such as the
/// `._x` that a Mac leaves beside each file on other disks.
public struct FolderListing: Sendable {
    /// By name.
    public private(set) var files: [String] = []
    /// Names that are not UTF-8, as well as they can be shown; no path leads to them.
    public private(set) var illegible: [String] = []
    /// What is not meant, by name, each with what it is: hidden, a folder, no file.
    public private(set) var passedOver: [String] = []

    /// - Throws: ``Fault`` `disk.read`.
    public init(_ folder: URL) throws(Fault) {
        guard let directory = opendir(folder.path) else {
            throw Fault(
                .diskRead,
                "cannot list the folder \(folder.path): \(String(cString: strerror(errno))); check its name and permissions"
            )
        }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            var status = stat()
            let (name, shown) = withUnsafePointer(to: &entry.pointee.d_name) { place in
                place.withMemoryRebound(to: CChar.self, capacity: 256) { text in
                    _ = fstatat(dirfd(directory), text, &status, 0)
                    return (String(validatingCString: text), String(cString: text))
                }
            }
            let kind = status.st_mode & S_IFMT
            guard !shown.hasPrefix("."), kind == S_IFREG else {
                let what = kind == S_IFDIR ? "a folder" : kind == S_IFREG ? "hidden" : "no file"
                if shown != ".", shown != ".." { passedOver.append("\(shown): \(what)") }
                continue
            }
            if let name { files.append(name) } else { illegible.append(shown) }
        }
        files.sort()
        passedOver.sort()
    }

    /// The files whose names end in one of these, in lower case, whatever case they are written in.
    ///
    /// - Throws: ``Fault`` `disk.read` where the name of one is not UTF-8.
    public func files(endingIn endings: Set<String>) throws(Fault) -> [String] {
        func isMeant(_ name: String) -> Bool { endings.contains((name as NSString).pathExtension.lowercased()) }
        if let name = illegible.first(where: isMeant) {
            throw Fault(.diskRead, "the name of the file '\(name)' is not UTF-8; rename it")
        }
        return files.filter(isMeant)
    }
}
