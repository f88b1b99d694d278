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

    @Test(
        "Its settings lost with another part, no init makes either anew",
        arguments: ["hub.sqlite", "keys/sealing.key", "keys/receipt.key", "keys/authority.crt", "keys", "repository"])
    func twoParts(file: String) async throws {
        try await RunningHub.inFolder { folder in
            _ = try await Hub.create(at: folder, title: "Test centre", hosts: ["localhost"])
            for name in ["hub.json", file, "hub.sqlite-wal", "hub.sqlite-shm"] {
                try? FileManager.default.removeItem(at: folder.appending(path: name))
            }
            let fault = await #expect(throws: Fault(.init("hub.missing"), "")) {
                _ = try await Hub.create(at: folder, title: "Test centre", hosts: ["localhost"])
            }
            #expect(fault?.message.contains("backup") == true)
            for name in ["hub.json", file] { #expect(!isThere(folder, name), "\(name) was made anew") }
        }
    }

    @Test("Damaged settings are no settings, and nobody puts others in their place", arguments: ["", "{", "{}"])
    func damagedSettings(text: String) async throws {
        try await RunningHub.inFolder { folder in
            _ = try await Hub.create(at: folder, title: "Test centre", hosts: ["hub.example.org"])
            let file = folder.appending(path: "hub.json")
            try Data(text.utf8).write(to: file)
            let fault = #expect(throws: Fault(.init("hub.lost"), "")) { try Hub(at: folder) }
            #expect(fault?.message.contains("backup") == true && fault?.message.contains("fetch") == false)
            await #expect(throws: Fault(.init("hub.lost"), "")) {
                _ = try await Hub.create(at: folder, title: "Ridgeline hub", hosts: ["127.0.0.1"])
            }
            #expect(try Data(contentsOf: file) == Data(text.utf8))
        }
    }

    @Test("The next authority is never made anew in silence, however often it has shifted")
    func nextAuthority() async throws {
        try await RunningHub.inFolder { folder in
            let hub = try await RunningHub.create(at: folder, TestClock())
            for _ in 1...2 {
                try await hub.shiftAuthority()
                let next = folder.appending(path: "keys/authority-next.crt")
                let good = try Data(contentsOf: next)
                try FileManager.default.removeItem(at: next)
                _ = await refusal(folder, "keys/authority-next.crt") {
                    try await HubServer(hub: hub, logger: RunningHub.quiet).run()
                }
                try good.write(to: next)
            }
        }
    }

    @Test("Records that were emptied are lost ones", arguments: ["part", "migration"])
    func emptied(table: String) async throws {
        try await RunningHub.inFolder { folder in
            let hub = try await RunningHub.create(at: folder, TestClock())
            try await hub.store.transaction { try $0.define("DELETE FROM \(table)") }
            await #expect(throws: Fault(.init("hub.lost"), "")) {
                try await HubServer(hub: try Hub(at: folder), logger: RunningHub.quiet).run()
            }
        }
    }

    @Test(
        "Records and keys of two hubs do not go together",
        arguments: ["keys/receipt.key", "keys/sealing.key", "hub.sqlite", "flipped keys/sealing.key"])
    func another(file: String) async throws {
        try await RunningHub.inFolder { folder in
            _ = try await RunningHub.create(at: folder, TestClock())
            let name = String(file.split(separator: " ").last ?? "")
            let place = folder.appending(path: name)
            if name.hasSuffix("sqlite"), !isThere(folder, name) { return }
            try await RunningHub.inFolder { elsewhere in
                _ = try await RunningHub.create(at: elsewhere, TestClock())
                for end in name.hasSuffix("sqlite") ? ["", "-wal", "-shm"] : [""] {
                    try? FileManager.default.removeItem(atPath: place.path + end)
                    try? FileManager.default.copyItem(
                        atPath: elsewhere.appending(path: name).path + end, toPath: place.path + end)
                }
            }
            await #expect(throws: Fault(.init("hub.database.other"), "")) {
                try await HubServer(hub: try Hub(at: folder), logger: RunningHub.quiet).run()
            }
        }
    }

    @Test("A server that comes back empty is filled with no tables", .enabled(if: TestDatabase.server != nil))
    func emptyServer() async throws {
        try await RunningHub.inFolder { folder in
            let hub = try await RunningHub.create(at: folder, TestClock())
            let fresh = try #require(try TestDatabase.fresh())
            #expect(throws: Fault(.init("hub.lost"), "")) { try Hub(at: folder, database: fresh) }
            try HubSettings(title: "Test centre", hosts: ["127.0.0.1", "localhost"], database: fresh).write(hub.folder)
            for _ in 1...2 {
                await #expect(throws: Fault(.init("hub.lost"), "")) {
                    try await HubServer(hub: try Hub(at: folder), logger: RunningHub.quiet).run()
                }
            }
        }
    }
}
