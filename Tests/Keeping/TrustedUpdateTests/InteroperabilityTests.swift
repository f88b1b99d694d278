import Checkout
import Foundation
import Ground
import Testing
import TrustedUpdate

/// A Python with the reference implementation; scripts/test-tuf-conformance makes one and sets this.
private let python = ProcessInfo.processInfo.environment["RIDGELINE_TUF_PYTHON"]

@Suite(
    "With the reference implementation",
    .enabled(if: python != nil, "scripts/test-tuf-conformance runs these with the reference implementation from PyPI"))
struct InteroperabilityTests {
    @Test("its repository is read: every key type, rotations, delegations by path and by hash, unknown fields")
    func readingTheirs() async throws {
        let folder = scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        let repository = folder.appending(path: "repository")
        _ = try reference("make", repository.path)
        let client = try TrustedClient(
            stateDirectory: folder.appending(path: "state"), source: DirectorySource(repository),
            trustedRoot: Data(contentsOf: repository.appending(path: "metadata/1.root.json")))
        let snapshot = try await client.refresh(now: Fixture.start)
        #expect(
            snapshot.versions
                == ["root": 3, "timestamp": 1, "snapshot": 1, "targets": 1, "national list": 1, "bin": 1])
        #expect(
            snapshot.targets.map(\.path) == ["bins/one", "lists/interpol/base-1.rll", "lists/national/base-1.rll"])
        var contents: [String] = []
        for target in snapshot.targets {
            contents.append(String(decoding: try await client.bytes(of: target), as: UTF8.self))
        }
        #expect(contents == ["binned", "base one", "base two"])
        #expect(snapshot.targets[1].custom == Data("{\"list\":\"interpol\",\"text\":\"größer\n\"}".utf8))
    }

    @Test("our repository is read by it, after rotations and with delegations")
    func readingOurs() async throws {
        let fixture = try await Fixture()
        try await fixture.repository.delegate(to: "interpol", patterns: ["lists/interpol/*"], now: .now)
        let paths = ["lists/interpol/base-1.rll", "other/file"]
        try await fixture.repository.publish(
            adding: paths.map { NewTarget(path: $0, data: Data($0.utf8), custom: Data(#"{"a":"\u0007"}"#.utf8)) },
            now: .now)
        try await fixture.repository.rotateKeys(of: ["root", "timestamp", "targets"], now: .now)
        let root = fixture.folder.appending(path: "root.json")
        try fixture.trustedRoot.write(to: root)
        let output = try reference("read", fixture.published.path, root.path, paths[0], paths[1])
        #expect(output == paths.map { "\($0) \($0.utf8.count)\n" }.joined())
    }

    private func scratch() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "ridgeline-interop-\(UUID().uuidString)")
    }

    private func reference(_ arguments: String...) throws -> String {
        let script = Checkout.root.appending(path: "scripts/tuf-reference.py")
        let process = Process()
        process.executableURL = URL(filePath: try #require(python))
        process.arguments = [script.path] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: text, as: UTF8.self)
    }
}
