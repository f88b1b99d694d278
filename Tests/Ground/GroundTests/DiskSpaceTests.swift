import Foundation
import Ground
import Testing

@Suite("Disk space")
struct DiskSpaceTests {
    /// What df(1) says is free, in bytes.
    private func free(_ folder: URL) throws -> Int {
        let (child, output) = (Process(), Pipe())
        child.executableURL = URL(filePath: "/usr/bin/df")
        child.arguments = ["--output=avail", "--block-size=1", folder.path]
        child.standardOutput = output
        try child.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return try #require(text.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) })
    }

    @Test("What leaves the reserve free is let through, what does not is refused before its first byte")
    func reserve() throws {
        let folder = FileManager.default.temporaryDirectory
        let file = folder.appending(path: "ridgeline-large")
        let free = try free(folder)
        // Far enough on either side that what others write to this disk meanwhile does not matter.
        let margin = DiskSpace.reserve
        try #require(free > 3 * margin)
        try DiskSpace.require(0, for: file)
        try DiskSpace.require(free - 2 * margin, for: file)
        #expect(throws: Fault(.init("disk.full"), "")) { try DiskSpace.require(free, for: file) }
        #expect(throws: Fault(.init("disk.full"), "")) { try DiskSpace.require(.max, for: file) }
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }

    @Test("A file without a byte needs no room, and a folder that is not there says so when it is written to")
    func nothing() {
        #expect(throws: Never.self) { try DiskSpace.require(0, for: URL(filePath: "/proc/self/x")) }
        #expect(throws: Never.self) { try DiskSpace.require(1, for: URL(filePath: "/nowhere/x")) }
    }
}
