import Foundation
import Ground
import Logging
import Testing

@testable import Hub

@Suite("A hub that has lost a part of itself", .timeLimit(.minutes(20))) struct LostFileTests {
    private func isThere(_ folder: URL, _ file: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: file).path)
    }

    /// - Returns: what is said of the file, which no command has made anew.
    private func refusal(_ folder: URL, _ file: String, _ body: () async throws -> Void) async -> String {
        let fault = await #expect(throws: Fault.self) { try await body() }
        #expect(fault?.code == .init("hub.lost"), "\(file): \(fault.map(\.description) ?? "nothing is thrown")")
        #expect(!isThere(folder, file), "\(file) was made anew")
        return fault?.message ?? ""
    }

    @Test(
        "says which file is to be put back, and makes no other, whoever opens it",
        arguments: ["hub.sqlite", "keys/receipt.key", "keys/sealing.key"])
    func parts(file: String) async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            _ = try await Hub.create(at: folder, title: "Test centre", hosts: ["localhost"]) { clock.now }
            for end in file.hasSuffix("sqlite") ? ["", "-wal", "-shm"] : [""] {
                try? FileManager.default.removeItem(atPath: folder.appending(path: file).path + end)
            }
            let said = await refusal(folder, file) { _ = try Hub(at: folder) }
            #expect(said.contains(folder.appending(path: file).path) && said.contains("backup"))
            // An init that is repeated is no way to others either.
            _ = await refusal(folder, file) {
                _ = try await Hub.create(at: folder, title: "Test centre", hosts: ["localhost"]) { clock.now }
            }
        }
    }

    @Test("An empty database is a lost one")
    func empty() async throws {
        try await RunningHub.inFolder { folder in
            _ = try await Hub.create(at: folder, title: "Test centre", hosts: ["localhost"])
            for end in ["-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: folder.appending(path: "hub.sqlite").path + end)
            }
            try Data().write(to: folder.appending(path: "hub.sqlite"))
            #expect(throws: Fault(.init("hub.lost"), "")) { try Hub(at: folder) }
        }
    }

    @Test(
        "does not serve with another authority than its devices trust",
        arguments: ["keys/authority.crt", "keys/authority.key", "keys/authority-next.crt"])
    func authority(file: String) async throws {
        try await RunningHub.inFolder { folder in
            let hub = try await RunningHub.create(at: folder, TestClock())
            try FileManager.default.removeItem(at: folder.appending(path: file))
            let said = await refusal(folder, file) { try await HubServer(hub: hub, logger: RunningHub.quiet).run() }
            #expect(said.contains(file))
        }
    }

    @Test("does not serve at ports that its devices do not know, unless it is told which")
    func ports() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await RunningHub.create(at: folder, clock)
            try await RunningHub.serve(hub, clock) { running in try await running.withDevice { _ in } }
            try FileManager.default.removeItem(at: folder.appending(path: "ports.json"))
            _ = await refusal(folder, "ports.json") { try await HubServer(hub: hub, logger: RunningHub.quiet).run() }
            // Names both.
            try await RunningHub.serve(hub, clock) { _ in }
            try Data("{".utf8).write(to: folder.appending(path: "ports.json"))
            await #expect(throws: Fault(.init("json.invalid"), "")) {
                try await HubServer(hub: hub, logger: RunningHub.quiet).run()
            }
        }
    }

    @Test("What nobody outside knows is made anew: the key and certificate of the listeners, under the same authority")
    func listeners() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await RunningHub.create(at: folder, clock)
            try await RunningHub.serve(hub, clock) { _ in }
            for file in ["keys/tls.key", "keys/tls.crt"] {
                try FileManager.default.removeItem(at: folder.appending(path: file))
            }
            try await RunningHub.serve(hub, clock) { running in
                try await running.withDevice { device in
                    let answer = try await running.connected(as: device)
                    #expect(answer.status == 200)
                }
            }
        }
    }

    @Test("Without its settings, and with keys, it is told from a folder that never was a hub")
    func settings() async throws {
        try await RunningHub.inFolder { folder in
            _ = try await RunningHub.create(at: folder, TestClock())
            try FileManager.default.removeItem(at: folder.appending(path: "hub.json"))
            let fault = #expect(throws: Fault(.init("hub.missing"), "")) { try Hub(at: folder) }
            #expect(fault?.message.contains("backup") == true)
        }
    }
}
