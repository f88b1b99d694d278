import CommandSupport
import Foundation
import Ground
import Testing

@Suite("What ridgeline-hub refuses to lose or to make")
struct HubCommandTests {
    private static func run(_ arguments: [String]) throws -> (output: String, errors: String, status: Int32) {
        let process = Process()
        process.executableURL = OwnFolder.program("ridgeline-hub")
        process.arguments = arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let texts = try [output, errors].map {
            String(decoding: try $0.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        }
        process.waitUntilExit()
        return (texts[0], texts[1], process.terminationStatus)
    }

    @Test("removes from no list that is not there, and names each record that is not on one that is")
    func remove() async throws {
        try await BorderPost.with(listed: 1) { post in
            let data = ["--data", post.folder.appending(path: "hub").path]
            let unknown = try Self.run(["remove", "--list", "interpool", "anna"] + data)
            #expect(unknown.status == 1 && unknown.errors.contains("there is no list 'interpool'"), "\(unknown)")
            let nobody = try Self.run(["remove", "--list", "interpol", "boris"] + data)
            #expect(nobody.status == 1 && nobody.output.contains("Not on the list 'interpol': boris"), "\(nobody)")
            let some = try Self.run(["remove", "--list", "interpol", "boris", "anna"] + data)
            #expect(some.status == 0 && some.output.contains("Not on the list 'interpol': boris"), "\(some)")
            #expect(some.output.contains("List 'interpol': generation 2, 0 records, published"), "\(some)")
            let again = try Self.run(["remove", "--list", "interpol", "anna"] + data)
            #expect(again.status == 1 && again.output.contains("Not on the list 'interpol': anna"), "\(again)")
            #expect(try Self.run(["publish"] + data).output.contains("interpool") == false)
        }
    }

    @Test("counts a record that waits to be put or removed as one that is there")
    func waiting() async throws {
        try await BorderPost.with(listed: 1) { post in
            let data = ["--data", post.folder.appending(path: "hub").path]
            for _ in 1...2 {
                let removed = try Self.run(["remove", "--list", "interpol", "anna", "--no-publish"] + data)
                #expect(removed.status == 0 && !removed.output.contains("Not on"), "\(removed)")
            }
            let removed = try Self.run(["remove", "--list", "interpol", "anna"] + data)
            #expect(removed.status == 0 && removed.output.contains("generation 2, 0 records"), "\(removed)")
        }
    }

    @Test("replaces no file by an invitation")
    func invite() async throws {
        try await BorderPost.with(listed: 1) { post in
            let file = post.folder.appending(path: "invitation.json")
            let words = ["invite", "--data", post.folder.appending(path: "hub").path, "--output", file.path]
            #expect(try Self.run(words).status == 0)
            let first = try Data(contentsOf: file)
            let again = try Self.run(words)
            #expect(again.status == 1 && again.errors.contains("[hub.invited]"), "\(again)")
            #expect(try Data(contentsOf: file) == first)

            let folder = post.folder.appending(path: "many", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "invitation-2.json").path, withDestinationPath: "nowhere")
            let many = try Self.run(
                ["invite", "--data", words[2], "--output", folder.path, "--count", "3"])
            #expect(many.status == 1 && many.errors.contains("invitation-2.json is there already"), "\(many)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["invitation-2.json"])
        }
    }

    @Test("says of a hub that is there only where its keys for the safe lie in truth")
    func initialised() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "init-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let words = ["init", "--data", folder.appending(path: "hub").path]
        let safe = ["--safe-to", folder.appending(path: "safe").path]
        let made = try Self.run(words)
        #expect(
            made.output.contains(
                "demo only: the keys of the lists' root of trust and the key of the next authority lie"),
            "\(made)")
        #expect(try Self.run(words + safe).output.contains("The keys for the safe are in"))
        let again = try Self.run(words)
        #expect(again.status == 0 && again.output.contains("taken away before"), "\(again)")
        let other = try Self.run(words + ["--safe-to", folder.appending(path: "other").path])
        #expect(other.status == 0 && other.output.contains("taken away before"), "\(other)")
    }
}
