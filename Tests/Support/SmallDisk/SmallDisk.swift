public import Foundation
public import Testing

/// A small disk that tests may fill; `scripts/test-full-disk` makes one and names it, and runs one test at a time on it.
public struct SmallDisk: Sendable {
    private static let given = ProcessInfo.processInfo.environment["RIDGELINE_SMALL_DISK"]
    /// Whether this process has one.
    public static var isGiven: Bool { given != nil }
    /// What the test report says otherwise.
    public static let elsewhere: Comment = "scripts/test-full-disk runs these on a small disk of their own"

    public let folder: URL
    private let ballast: URL

    public init() throws {
        folder = URL(filePath: try #require(Self.given))
        ballast = folder.appending(path: "ballast")
    }

    /// A place for what a test writes.
    public func place(_ name: String) -> URL { folder.appending(path: "\(name)-\(UUID().uuidString)") }

    /// Leaves so many bytes free, as far as the file system's blocks allow.
    public func leaveFree(_ bytes: Int) throws {
        giveBack()
        let space = try FileManager.default.attributesOfFileSystem(forPath: folder.path)
        let free = try #require(space[.systemFreeSize] as? Int)
        try Data(count: max(0, free - bytes)).write(to: ballast)
    }

    /// What was taken is free again, and what a test has written at these places.
    public func giveBack(_ places: URL...) {
        for file in [ballast] + places { try? FileManager.default.removeItem(at: file) }
    }
}
