import Foundation

/// The samples lie outside the repository; tests that need them are skipped where they are absent.
enum Samples {
    static let folder: URL = {
        let named = ProcessInfo.processInfo.environment["RIDGELINE_DATA"].map { URL(fileURLWithPath: $0) }
        let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../..").standardized
        return (named ?? root.appendingPathComponent("../shared/data").standardized).appendingPathComponent(
            "interchange")
    }()

    static var areHere: Bool { FileManager.default.fileExists(atPath: folder.path) }

    static func bytes(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: folder.appendingPathComponent(name)))
    }
}
