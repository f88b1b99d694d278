internal import Foundation
internal import Ground

extension RepositoryFiles {
    /// How many versions of each role stay readable: for clients that are in the middle of a refresh.
    static let keptVersions = 10

    /// Removes metadata that only long outdated publications name, and targets that no kept metadata names; no targets while
    /// an earlier version of any is damaged, as they cannot be told then.
    ///
    /// Roots stay for ever: a device that slept for years walks the whole chain.
    ///
    /// - Parameter current: the published version of each role but root and timestamp.
    func prune(current: [String: Int]) throws(Fault) {
        var metadata: Set<String> = []
        var targets: Set<String>? = []
        for (role, newest) in current {
            for version in max(1, newest - Self.keptVersions + 1)...max(1, newest) {
                metadata.insert(FileNames.metadata(role, version: version))
                do throws(Fault) {
                    guard let data = try read(role, version: version) else { continue }
                    for (path, value) in try SignedPart(file: data)[table: "targets"] {
                        targets?.insert(try TargetFile(path: path.text, value).location(consistentSnapshot: true))
                    }
                } catch { targets = nil }
            }
        }
        try remove(below: folder.appending(path: "metadata")) { name in
            !metadata.contains(name) && !name.hasSuffix(".root.json") && name != "timestamp.json"
        }
        guard let targets else { return }
        try remove(below: folder.appending(path: "targets")) { !targets.contains($0) }
    }

    private func remove(below url: URL, where isOld: (String) -> Bool) throws(Fault) {
        for path in (try? FileManager.default.subpathsOfDirectory(atPath: url.path)) ?? [] {
            let file = url.appending(path: path)
            let isFile = (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) ?? false
            if isFile, isOld(path) { try DurableFile.remove(file) }
        }
    }
}
