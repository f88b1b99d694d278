internal import Foundation

/// A folder into which the link renames finished files.
enum MailFolder {
    /// The finished JSON files, by name; empty where the folder is not there yet.
    static func files(in folder: URL) -> [URL] {
        let found = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return (found ?? []).filter { $0.pathExtension == "json" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
}
