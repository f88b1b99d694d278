internal import Foundation
internal import Ground

/// The files of an audit log: `0000000001.log` holds the records from 1 on.
struct AuditFolder: Sendable {
    /// Bytes of a file, at most: it may grow beyond its limit while no new one can be begun.
    static let readLimit = 2 << 20

    let root: URL
    /// Bytes after which a new file is begun.
    var fileLimit = 1 << 20
    /// Files that are kept; with a search of 500 bytes every 20 seconds that is four months.
    var files = 64

    /// In the order of their records.
    func logs() -> [(first: Int, file: URL)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return names.compactMap { name in
            guard name.hasSuffix(".log"), let first = Int(name.dropLast(4)) else { return nil }
            return (first, root.appending(path: name))
        }.sorted { $0.first < $1.first }
    }

    func log(from number: Int) -> URL {
        let digits = String(number)
        return root.appending(path: String(repeating: "0", count: max(0, 10 - digits.count)) + digits + ".log")
    }

    /// The files that are too many, oldest first, each with the first record of the one after it.
    func surplus() -> [(file: URL, after: Int)] {
        let logs = logs()
        return zip(logs, logs.dropFirst()).prefix(max(0, logs.count - files)).map { ($0.file, $1.first) }
    }
}
