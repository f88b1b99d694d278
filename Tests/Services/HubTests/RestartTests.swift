import CaseMessages
import Crypto
import DeviceIdentity
import Foundation
import Ground
import Logging
import Testing

@testable import Hub

@Suite("Restart") struct RestartTests {
    @Test("After a restart the hub is at the same ports, knows its devices and items, and repeats its receipt")
    func restart() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let (item, body) = (UUIDv7(), Data("sealed".utf8))
            var before: (ports: ListeningPorts, device: EnrolledDevice, receipt: Receipt?)?
            try await RunningHub.serve(RunningHub.create(at: folder, clock), clock) { running in
                try await running.withDevice { device in
                    before = (running.ports, device, try await device.client.upload(body, as: item).receipt)
                }
            }
            let (ports, device, receipt) = try #require(before)
            clock.advance(seconds: 86_400)
            try await RunningHub.serve(Hub(at: folder) { clock.now }, clock) { running in
                #expect(running.ports == ports)
                #expect(try await running.hub.devices().map(\.identifier.description) == [device.answer.device])
                let client = try HubClient(
                    base: "https://127.0.0.1:\(ports.device)", authority: device.answer.authority,
                    identity: (device.answer.certificate, device.asking.key.pemRepresentation))
                try await client.closing {
                    let again = try await client.upload(body, as: item)
                    #expect(again.receipt == receipt && receipt != nil)
                }
            }
        }
    }

    @Test("A hub that is being served cannot be served a second time")
    func twice() async throws {
        try await RunningHub.with { running in
            await #expect(throws: Fault(.init("hub.busy"), "")) {
                try await HubServer(hub: running.hub, logger: .init(label: "second")).run()
            }
        }
    }

    @Test("A folder that is no hub, and one that is a hub already, are told apart")
    func folders() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            #expect(throws: Fault(.init("hub.missing"), "")) { try Hub(at: folder) }
            _ = try await RunningHub.create(at: folder, clock)
            await #expect(throws: Fault(.init("hub.exists"), "")) {
                try await Hub.create(at: folder, title: "Another centre", hosts: ["127.0.0.1"])
            }
            // An init that was interrupted has written no settings yet; a second one finishes it with the same keys.
            let authority = try Data(contentsOf: folder.appending(path: "keys/authority.crt"))
            let settings = folder.appending(path: "hub.json")
            let database = try HubSettings.read(HubFolder(folder)).database
            try FileManager.default.removeItem(at: settings)
            try Data().write(to: HubFolder(folder).unfinished)
            #expect(throws: Fault(.init("hub.missing"), "")) { try Hub(at: folder) }
            func again() async throws -> Hub {
                try await Hub.create(
                    at: folder, title: "Test centre", hosts: ["127.0.0.1", "localhost"], database: database)
            }
            _ = try await again()
            #expect(try Data(contentsOf: folder.appending(path: "keys/authority.crt")) == authority)
            // Cut off between its last two steps it is done, and no loss makes it an interrupted one again.
            try Data().write(to: HubFolder(folder).unfinished)
            _ = try Hub(at: folder)
            try FileManager.default.removeItem(at: settings)
            await #expect(throws: Fault(.init("hub.missing"), "")) { try await again() }
        }
    }

    @Test("Keys and database are for the hub's owner alone")
    func permissions() async throws {
        try await RunningHub.inFolder { folder in
            _ = try await RunningHub.create(at: folder, TestClock())
            let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.appending(path: "keys").path)
            let database = TestDatabase.server == nil ? ["hub.sqlite"] : []
            for path in ["", "keys"] + paths.map({ "keys/" + $0 }) + ["hub.json"] + database {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder.appending(path: path).path)
                let mode = try #require(attributes[.posixPermissions] as? Int)
                #expect(mode & 0o077 == 0, "\(path)")
            }
        }
    }
}
