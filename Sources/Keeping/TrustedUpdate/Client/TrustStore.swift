internal import Foundation
internal import Ground

/// The folder with the metadata a client has verified, under names without versions.
struct TrustStore: Sendable {
    private let folder: URL
    static let largest = 64_000_000
    /// A file that says that timestamp and snapshot are gone because their keys were withdrawn.
    static let withdrawn = "withdrawn"
    /// A folder with the roots that were in force.
    static let chain = "roots"

    /// - Throws: ``Fault`` `disk.write` when the folder cannot be made.
    init(_ folder: URL) throws(Fault) {
        self.folder = folder
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw Fault(.diskWrite, "cannot make \(folder.path); check its parent's permissions", cause: error)
        }
    }

    /// Nil where the role was never stored.
    func read(_ role: String) throws(Fault) -> Data? {
        do { return try DurableFile.read(file(role), limit: Self.largest) } catch  where error.code == .diskMissing {
            return nil
        }
    }

    func write(_ data: Data, _ role: String) throws(Fault) { try DurableFile.write(data, to: file(role)) }

    /// Stores the root in force, and keeps those before it: a copy of the repository needs the whole chain.
    func write(root data: Data, version: Int) throws(Fault) {
        do { try FileManager.default.createDirectory(at: chain, withIntermediateDirectories: true) } catch {
            throw Fault(.diskWrite, "cannot make \(chain.path); check its parent's permissions", cause: error)
        }
        try DurableFile.write(data, to: chain.appending(path: FileNames.metadata("root", version: version)))
        try write(data, "root")
    }

    /// Every root that was in force since the first, by file name such as `1.root.json`.
    func roots() throws(Fault) -> [String: Data] {
        var roots: [String: Data] = [:]
        guard FileManager.default.fileExists(atPath: chain.path) else { return roots }
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: chain.path) } catch {
            throw Fault(.diskRead, "cannot list \(chain.path); check its permissions and the disk", cause: error)
        }
        for name in names where name.hasSuffix(".root.json") {
            roots[name] = try DurableFile.read(chain.appending(path: name), limit: Self.largest)
        }
        return roots
    }

    private var chain: URL { folder.appending(path: Self.chain, directoryHint: .isDirectory) }

    /// Forgets what keys have signed that were withdrawn.
    func withdraw() throws(Fault) {
        try DurableFile.write(Data(), to: folder.appending(path: Self.withdrawn))
        for role in ["timestamp", "snapshot"] { try DurableFile.remove(file(role)) }
    }

    /// Timestamp and snapshot are there again.
    func endWithdrawal() throws(Fault) { try DurableFile.remove(folder.appending(path: Self.withdrawn)) }

    private func file(_ role: String) -> URL {
        folder.appending(path: FileNames.encoded(role) + ".json", directoryHint: .notDirectory)
    }
}

/// How roles and paths are written as file names.
public enum FileNames {
    /// The role with everything but letters, digits and `-._~` percent-encoded.
    static func encoded(_ role: String) -> String {
        role.utf8.map { byte in
            let isPlain = Unicode.Scalar(byte).isASCII && Character(Unicode.Scalar(byte)).isLetterDigitOrMark
            return isPlain ? String(Unicode.Scalar(byte)) : "%" + Hex.encode([byte]).uppercased()
        }.joined()
    }

    /// Any text as one name in a folder: as ``encoded(_:)``, and never a folder's `.` or `..`.
    public static func component(_ text: String) -> String {
        let name = encoded(text)
        return name.allSatisfy { $0 == "." } ? String(repeating: "%2E", count: name.count) : name
    }

    /// `7.targets.json`, or `targets.json` without a version.
    static func metadata(_ role: String, version: Int?) -> String {
        (version.map { "\($0)." } ?? "") + encoded(role) + ".json"
    }
}

extension Character {
    fileprivate var isLetterDigitOrMark: Bool { isASCII && (isLetter || isNumber || "-._~".contains(self)) }
}
