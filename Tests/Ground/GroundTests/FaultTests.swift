import Foundation
import Ground
import Testing

@Suite("Faults") struct FaultTests {
    @Test("say the system's reason for what Foundation has met, and nothing of Foundation's own")
    func foundation() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fault-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data().write(to: folder)
        for path in ["x", "x/y"] {
            let cause = #expect(throws: (any Error).self) {
                try FileManager.default.createDirectory(
                    at: folder.appending(path: path), withIntermediateDirectories: true)
            }
            let said = Fault(.init("disk.write"), "cannot make it; check it", cause: cause).description
            #expect(said.hasPrefix("cannot make it; check it [disk.write]: "))
            #expect(!said.contains("Domain") && !said.contains("UserInfo") && !said.contains("\n"), "\(said)")
        }
    }

    @Test("of a file to write that is a pipe or a device say so, also where a link leads to it")
    func noRegularFile() throws {
        let pipe = Pipe()
        let link = FileManager.default.temporaryDirectory.appending(path: "link-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: link) }
        let paths = ["/dev/null", "/proc/self/fd/\(pipe.fileHandleForWriting.fileDescriptor)", link.path]
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: paths[1])
        for path in paths {
            let fault = #expect(throws: Fault(.init("disk.write"), "")) {
                try DurableFile.write(Data([1]), to: URL(filePath: path))
            }
            #expect(fault?.message == "\(path) is no regular file, which is never replaced; name another file")
        }
    }
}
