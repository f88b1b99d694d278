import Foundation
import Ground
import Testing

@Suite("File lock")
struct FileLockTests {
    private static let busy = Fault(.init("test.busy"), "")
    private let file = FileManager.default.temporaryDirectory.appending(path: "ridgeline-lock-\(UUID().uuidString)")

    @Test("Only one holds it, the next when it is let go, by hand or with its holder")
    func exclusion() async throws {
        defer { try? FileManager.default.removeItem(at: file) }
        var holder: FileLock? = try await FileLock.take(file, orThrow: Self.busy)
        await #expect(throws: Self.busy) { try await FileLock.take(file, orThrow: Self.busy) }
        holder?.release()
        holder?.release()
        let second = try await FileLock.take(file, orThrow: Self.busy)
        await #expect(throws: Self.busy) { try await FileLock.take(file, orThrow: Self.busy) }
        second.release()
        holder = try await FileLock.take(file, orThrow: Self.busy)
        holder = nil
        try await FileLock.take(file, orThrow: Self.busy).release()
    }

    @Test("Another process that holds it is waited for, and busy to whoever does not wait")
    func process() async throws {
        defer { try? FileManager.default.removeItem(at: file) }
        let (child, input, output) = (Process(), Pipe(), Pipe())
        child.executableURL = URL(filePath: "/usr/bin/flock")
        child.arguments = [file.path, "sh", "-c", "echo held; read line"]
        (child.standardInput, child.standardOutput) = (input, output)
        try child.run()
        #expect(try output.fileHandleForReading.read(upToCount: 4) == Data("held".utf8))
        await #expect(throws: Self.busy) { try await FileLock.take(file, orThrow: Self.busy) }
        async let waited = FileLock.take(file, patience: .seconds(600), orThrow: Self.busy)
        try input.fileHandleForWriting.close()
        try await waited.release()
        child.waitUntilExit()
    }

    @Test("Who only looks sees whether it is held, and makes no file")
    func look() async throws {
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try !FileLock.isHeld(file) && !FileManager.default.fileExists(atPath: file.path))
        let holder = try await FileLock.take(file, orThrow: Self.busy)
        #expect(try FileLock.isHeld(file))
        holder.release()
        #expect(try !FileLock.isHeld(file))
        #expect(throws: Fault(.init("disk.read"), "")) { try FileLock.isHeld(file.appending(path: "below")) }
    }

    @Test("Who is cancelled while waiting waits no longer")
    func cancellation() async throws {
        defer { try? FileManager.default.removeItem(at: file) }
        let holder = try await FileLock.take(file, orThrow: Self.busy)
        let waiting = Task { [file] in
            try await FileLock.take(file, patience: .seconds(600), orThrow: Self.busy).release()
        }
        waiting.cancel()
        await #expect(throws: Self.busy) { try await waiting.value }
        holder.release()
    }

    @Test("A place that cannot be written is a fault of the disk, and a link is not followed")
    func place() async throws {
        defer { try? FileManager.default.removeItem(at: file) }
        await #expect(throws: Fault(.init("disk.write"), "")) {
            try await FileLock.take(file.appending(path: "nowhere"), orThrow: Self.busy)
        }
        try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "/tmp/elsewhere")
        await #expect(throws: Fault(.init("disk.write"), "")) { try await FileLock.take(file, orThrow: Self.busy) }
    }
}
