import CaseMessages
import CollectingLog
import DeviceIdentity
import Foundation
import Ground
import Logging
import Outbox
import ServiceLifecycle
import Testing
import TrustedUpdate

@testable import Hub
@testable import Link

@Suite("What comes down from a hub")
struct DownTests {
    @Test("The copy in incoming/ follows the hub, and the station verifies it with its own trust")
    func lists() async throws {
        try await withDevice { center, device in
            try await center.serving {
                try await device.connected { tasks in
                    try await tasks.lists.round()
                    #expect(try await offered(to: device) == [:])
                    #expect(tasks.lists.generations == [:])
                    try WantedLists(lists: ["interpol": 0]).save(to: device.state.station.wanted)
                    for generation in 1...2 {
                        let digest = String(repeating: "0\(generation)", count: 32)
                        let custom =
                            #"{"list": "interpol", "kind": "base", "generation": \#(generation), "resultDigest": "\#(digest)"}"#
                        let target = NewTarget(
                            path: "lists/interpol/base-\(generation).rll", data: Data("list \(generation)".utf8),
                            custom: Data(custom.utf8))
                        _ = try await center.hub.publisher.change {
                            try await $0.publish(adding: [target], now: Date())
                        }
                    }
                    try await tasks.lists.round()
                    #expect(try await offered(to: device) == ["lists/interpol/base-2.rll": "list 2"])
                    #expect(tasks.lists.generations == ["interpol": 2])
                }
            }
        }
    }

    /// What the station finds in the copy: contents by path.
    private func offered(to device: Device) async throws -> [String: String] {
        let client = try TrustedClient(
            stateDirectory: device.state.station.trust,
            source: DirectorySource(device.state.link.incoming),
            trustedRoot: device.station.trustedRoot)
        var found: [String: String] = [:]
        for target in try await client.refresh(now: Date()).targets {
            let file = device.state.link.incomingTargets.appending(path: await client.location(of: target))
            guard FileManager.default.fileExists(atPath: file.path) else { continue }
            #expect(target.isAlready(at: file))
            found[target.path] = try String(contentsOf: file, encoding: .utf8)
        }
        return found
    }

    @Test("A copy whose ready file is gone is made again, and one that is complete is left alone")
    func remade() async throws {
        try await withDevice { center, device in
            try await center.serving {
                try await device.connected { tasks in
                    try await tasks.lists.round()
                    let metadata = device.state.link.incomingMetadata.appending(path: "timestamp.json")
                    let before = try Data(contentsOf: metadata)
                    try Data("damaged".utf8).write(to: metadata)
                    try await tasks.lists.round()
                    #expect(try Data(contentsOf: metadata) == Data("damaged".utf8))
                    try DurableFile.remove(device.state.link.incomingReady)
                    try await tasks.lists.round()
                    #expect(try Data(contentsOf: metadata) == before)
                }
            }
        }
    }

    @Test("Replies come once each, in order, and only the station can open them")
    func messages() async throws {
        try await withDevice { center, device in
            let hit = UUIDv7()
            try await center.serving {
                try await device.connected { tasks in
                    for text in ["wait", "let pass"] { try await center.hub.reply(text, to: hit, on: device) }
                    try await tasks.messages.round()
                    let texts = try (1...2).map { try device.readReply($0) }
                    #expect(texts == ["wait", "let pass"])
                    for number in 1...2 { try DurableFile.remove(device.state.link.message(number)) }
                    try await center.hub.reply("third", to: hit, on: device)
                    try await tasks.messages.round()
                    #expect(try device.readReply(3) == "third")
                    #expect(!FileManager.default.fileExists(atPath: device.state.link.message(1).path))
                }
            }
        }
    }

    @Test("A place in the messages that is damaged is the beginning again: none is missed")
    func damagedPlace() async throws {
        try await withDevice { center, device in
            try await center.serving {
                try await device.connected { tasks in
                    for text in ["wait", "let pass"] { try await center.hub.reply(text, to: UUIDv7(), on: device) }
                    try await tasks.messages.round()
                    for damage in ["", "{", #"{"after": "two"}"#, String(repeating: " ", count: 2000)] {
                        try Data(damage.utf8).write(to: device.state.link.messagePosition)
                        for number in 1...2 { try DurableFile.remove(device.state.link.message(number)) }
                        try await tasks.messages.round()
                        #expect(try (1...2).map { try device.readReply($0) } == ["wait", "let pass"])
                    }
                }
            }
        }
    }

    @Test(
        "A link that has just started says which lists the station has in force, before it has looked for lists itself")
    func restarted() async throws {
        try await withDevice { center, device in
            try WantedLists(lists: ["interpol": 3, "new": 0]).save(to: device.state.station.wanted)
            try await center.serving {
                try await device.connected { try await $0.health.round() }
                #expect(try await center.hub.devices().first?.health?.generations == ["interpol": 3])
            }
        }
    }

    @Test("The hub's inventory learns how the device is")
    func health() async throws {
        try await withDevice { center, device in
            try await center.serving {
                let item = try await device.enqueue("a hit")
                try await device.connected { try await $0.health.round() }
                let health = try #require(try await center.hub.devices().first?.health)
                #expect(health.software == "1.2.3" && health.state == "ready" && health.queueDepth == 1)
                #expect(health.oldestItem == item.created && health.damaged == nil)
                // What the station says of itself is told at once.
                let alarms = StationAlarms(codes: ["audit.begunAnew", "clock.behind"], damaged: ["audit.begunAnew"])
                try WireJSON.encode(alarms).write(to: device.state.station.alarms)
                try await device.connected { try await $0.health.round() }
                let known = try #require(try await center.hub.devices().first)
                #expect(known.health?.state == "audit.begunAnew" && known.health?.damaged == ["audit.begunAnew"])
                #expect(known.alarms.map(\.kind) == [.damaged] && known.alarms[0].text.contains("audit.begunAnew"))
            }
        }
    }

    @Test("The hub hears of folders that cannot be mended, and of a device whose outbox cannot be read")
    func healthInTrouble() async throws {
        try await withDevice { center, device in
            try DurableFile.write(Data("no database".utf8), to: device.state.station.outbox)
            let trouble = Fault(.init("state.folder"), "gone")
            try await center.serving {
                try await device.connected { tasks in
                    tasks.faults.report(trouble, of: .folders)
                    try await tasks.health.round()
                }
                let known = try #require(try await center.hub.devices().first)
                #expect(known.health?.state == "state.folder" && known.health?.damaged == ["state.folder"])
                #expect(known.alarms.map(\.kind) == [.damaged] && known.alarms[0].text.contains("state.folder"))
            }
        }
    }

    @Test(
        "A link that starts with one of its folders gone, or a file in its place, makes it again and goes on",
        arguments: ["incoming", "receipts", "messages"], [false, true])
    func withoutFolder(name: String, isFile: Bool) async throws {
        try await withDevice { center, device in
            let folder = device.state.root.appending(path: "to-station/\(name)")
            try FileManager.default.removeItem(at: folder)
            if isFile { try Data("in the way".utf8).write(to: folder) }
            let item = try await device.enqueue("a hit")
            try await center.hub.reply("wait", to: UUIDv7(), on: device)
            var awaited: Set = ["uploaded", "message received", "lists synced"]
            // A copy that is gone is made as at the first start.
            if isFile || name != "incoming" { awaited.insert("folder made again") }
            try await run(device, at: center, until: awaited)
            #expect(try await device.collectReceipt(of: item))
            #expect(try device.readReply(1) == "wait")
            #expect(FileManager.default.fileExists(atPath: device.state.link.incomingReady.path))
        }
    }

    @Test("Replies that have gone with their folder come again")
    func messagesGone() async throws {
        try await withDevice { center, device in
            let mender = FolderMender(state: device.state.link, time: .system, logger: CollectingLog().logger)
            try await center.serving {
                try await device.connected { tasks in
                    try await center.hub.reply("wait", to: UUIDv7(), on: device)
                    try await tasks.messages.round()
                    try FileManager.default.removeItem(at: device.state.link.messages)
                    try mender.round()
                    try await tasks.messages.round()
                    #expect(try device.readReply(1) == "wait")
                }
            }
        }
    }

    @Test("The link as a whole uploads, and stops when it is asked to")
    func service() async throws {
        try await withDevice { center, device in
            let item = try await device.enqueue("a hit")
            try await run(device, at: center, until: ["uploaded"])
            #expect(try await device.collectReceipt(of: item))
        }
    }

    /// Runs the whole link until its journal has had each of some lines, and stops it.
    private func run(_ device: Device, at center: LoopbackHub, until lines: Set<String>) async throws {
        let log = CollectingLog()
        let link = Link(
            identity: device.link, state: device.state.link,
            configuration: .init(pollInterval: .milliseconds(50), uploadInterval: .milliseconds(50)),
            logger: log.logger)
        let group = ServiceGroup(services: [link], logger: CollectingLog().logger)
        try await center.serving {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                var awaited = lines
                for await message in log.stream {
                    awaited.remove(message)
                    if awaited.isEmpty { break }
                }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }
}
