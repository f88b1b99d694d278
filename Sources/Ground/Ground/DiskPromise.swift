public import Foundation

/// Whether the filesystem beneath a folder keeps what it has flushed.
public enum DiskPromise {
    /// What is wrong with it, each in words with what to do; empty where nothing is known to be.
    ///
    /// - Parameters:
    ///   - folder: any path on that filesystem.
    ///   - mounts: the text of `/proc/self/mountinfo` (proc(5)); nil reads it.
    public static func doubts(about folder: URL, mounts: String? = nil) -> [String] {
        let table = mounts ?? KernelText.read("/proc/self/mountinfo") ?? ""
        let path = folder.resolvingSymlinksInPath().standardizedFileURL.path
        // The deepest mount counts, and of several at one place the last.
        var found: Mount?
        for line in table.split(whereSeparator: \.isNewline) {
            guard let mount = Mount(String(line)), mount.holds(path) else { continue }
            if mount.point.utf8.count >= found?.point.utf8.count ?? 0 { found = mount }
        }
        guard let mount = found else { return [] }
        var doubts: [String] = []
        if mount.options.contains("data=writeback") {
            doubts.append("\(mount.point) is mounted with data=writeback: hits may be lost at a power cut; remount it")
        }
        for option in ["nobarrier", "barrier=0"] where mount.options.contains(option) {
            doubts.append("\(mount.point) is mounted with \(option): hits may be lost at a power cut; remount it")
        }
        if ["tmpfs", "ramfs"].contains(mount.kind) {
            doubts.append("\(mount.point) is in memory (\(mount.kind)): nothing outlives a restart; use a disk")
        }
        return doubts
    }

    private struct Mount {
        let point: String
        let kind: String
        let options: Set<String>

        /// Fields 5, 6, and behind the lone `-` type and super options.
        init?(_ line: String) {
            let fields: [String] = line.split(separator: Character(" ")).map { String($0) }
            guard fields.count > 6, let dash = fields.firstIndex(of: "-"), fields.count > dash + 3 else { return nil }
            point = fields[4].replacingOccurrences(of: "\\040", with: " ")
            kind = fields[dash + 1]
            let all: String = fields[5] + "," + fields[dash + 3]
            options = Set(all.split(separator: Character(",")).map { String($0) })
        }

        func holds(_ path: String) -> Bool { point == "/" || path == point || path.hasPrefix(point + "/") }
    }
}
