import CaseMessages
import CollectingLog
import DeviceIdentity
import Foundation
import Ground
import Testing
import Watchlist

@testable import Hub

@Suite("Health") struct HealthTests {
    @Test("What a device says of itself is in the inventory, with the time")
    func health() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let body = Data(
                    """
                    {"software": "1.0", "generations": {"interpol": 7}, "queueDepth": 3,
                     "oldestItem": "2026-01-31T23:59:59.123Z", "state": "ready"}
                    """.utf8)
                let answer = try await device.client.send(.post, "/v1/health", body: body)
                #expect(answer.status == 204 && answer.body.isEmpty)
                let known = try #require(try await running.hub.devices().first)
                #expect(known.lastSeen == running.clock.now)
                #expect(known.health?.generations == ["interpol": 7])
                #expect(known.health?.oldestItem?.description == "2026-01-31T23:59:59.123Z")
            }
        }
    }

    @Test(
        "What a device claims and cannot be raises an alarm: a generation that is still to come, a list that never was")
    func claims() async throws {
        try await RunningHub.with { running in
            try await running.hub.change("interpol", [.remove(id: "nobody")])
            _ = try await running.hub.publish()
            try await running.withDevice { device in
                func alarms(after generations: String) async throws -> [DeviceAlarm.Kind] {
                    let body = Data(
                        #"{"software": "1.0", "generations": {\#(generations)}, "queueDepth": 0, "state": "ready"}"#
                            .utf8)
                    #expect(try await device.client.send(.post, "/v1/health", body: body).status == 204)
                    let alarms = try await running.hub.devices().flatMap(\.alarms).map(\.kind)
                    try await running.hub.clearAlarms(of: #require(UUIDv7(device.answer.device)))
                    return alarms
                }
                #expect(try await alarms(after: #""interpol": 1"#) == [])
                #expect(try await alarms(after: #""interpol": 2"#) == [.claims])
                #expect(try await alarms(after: #""invented": 1"#) == [.claims])
                try await running.hub.deleteList("interpol")
                // It has not heard of it yet.
                #expect(try await alarms(after: #""interpol": 1"#) == [])
            }
        }
    }

    @Test(
        "A device that cannot read a list which it may have raises an alarm, also one that does not tell what it reads")
    func listFormats() async throws {
        try await RunningHub.with { running in
            let plain = WatchlistRecord(id: "anna", notice: .red, reference: "", parts: [])
            let named = WatchlistRecord(
                id: "anna", notice: .red, reference: "", parts: [], display: DisplayData(name: "Anna"))
            try await running.hub.change("interpol", [.put(named)])
            try await running.hub.change("national", [.put(plain)])
            _ = try await running.hub.publish()
            try await running.withDevice { device in
                let identifier = try #require(UUIDv7(device.answer.device))
                func alarms(reading formats: String) async throws -> [DeviceAlarm] {
                    let body = Data(
                        #"{"software": "1.0", "generations": {}, "queueDepth": 0, "state": "ready"\#(formats)}"#.utf8)
                    #expect(try await device.client.send(.post, "/v1/health", body: body).status == 204)
                    return try await running.hub.devices().flatMap(\.alarms)
                }
                for formats in ["", #", "listFormats": [2]"#] {
                    let alarm = try #require(try await alarms(reading: formats).first)
                    #expect(alarm.kind == .listFormat && alarm.text.contains("'interpol' (format 3)"))
                    #expect(!alarm.text.contains("national"))
                    try await running.hub.clearAlarms(of: identifier)
                }
                #expect(try await alarms(reading: #", "listFormats": [2, 3]"#).isEmpty)
                // A list that it may not have is none of its business.
                try await running.hub.allow(identifier, ListRights(["national"]))
                #expect(try await alarms(reading: "").isEmpty)
                let body = Data(
                    #"{"software": "1", "generations": {}, "queueDepth": 0, "state": "ready", "listFormats": [0]}"#.utf8
                )
                #expect(try await device.client.send(.post, "/v1/health", body: body).status == 400)
            }
        }
    }

    @Test(
        "A report that grows beyond its limit when it is kept is refused, and one that cannot be read hides no device")
    func grown() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                // Each number takes 3 bytes on the wire and 19 when it is written again.
                let lists = (0..<8000).map { "\"l\($0)\": 1e18" }.joined(separator: ", ")
                let body = Data(
                    "{\"software\": \"1.0\", \"generations\": {\(lists)}, \"queueDepth\": 0, \"state\": \"ready\"}".utf8
                )
                #expect(body.count < HealthReport.limit)
                #expect(try await device.client.send(.post, "/v1/health", body: body).status == 400)
                #expect(try await running.hub.devices().map(\.health?.software) == [nil])
                _ = try await running.hub.store.transaction {
                    try $0.execute("UPDATE device SET health = $1", Data("no report".utf8))
                }
                let known = try await running.hub.devices()
                #expect(known.count == 1 && known.first?.health == nil)
            }
        }
    }

    @Test("Lists that a device cannot take are named, on the operator's page too; codes only")
    func refusedLists() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                func report(_ refused: String) async throws -> UInt {
                    let body = Data(
                        #"{"software": "1.0", "generations": {}, "queueDepth": 0, "state": "ready", "refusedLists": \#(refused)}"#
                            .utf8)
                    return try await device.client.send(.post, "/v1/health", body: body).status
                }
                #expect(try await report(#"{"national": "list.malformed", "": "trust.signature"}"#) == 204)
                let known = try #require(try await running.hub.devices().first)
                #expect(known.health?.refusedLists == ["national": "list.malformed", "": "trust.signature"])
                let page = InventoryPage(
                    title: "centre", devices: [known], now: running.clock.now, rootEnds: running.clock.now,
                    besideOthers: []
                ).html
                #expect(page.contains("national cannot be taken (list.malformed)"))
                #expect(try await report(#"{"<b>": "list.malformed"}"#) == 400)
                #expect(try await report(#"{"national": "a\u001b[2Jb"}"#) == 400)
            }
        }
    }

    @Test("What strangers ask for fills no journal: a line a minute of each code, and nothing of theirs in it")
    func strangers() async throws {
        let log = CollectingLog()
        try await RunningHub.with(logger: log.logger) { running in
            for number in 0..<40 {
                _ = try await running.stranger.send(.post, "/v1/enrol", body: Data("secret-words \(number)".utf8))
                _ = try await running.stranger.send(.get, "/secret-words")
            }
        }
        let lines = log.whole.filter { $0.hasPrefix("refused") }
        #expect(lines.count == 2 && !log.whole.contains { $0.contains("secret-words") }, "\(log.whole)")
    }

    @Test("A load balancer, without any certificate, is told whether the hub and its database answer")
    func status() async throws {
        try await RunningHub.with { running in
            let answer = try await running.stranger.send(.get, "/v1/status")
            // Nothing of which version it is.
            #expect(answer.status == 200 && answer.body == Data(#"{"state":"ready"}"#.utf8))
            let head = try await running.stranger.send(.head, "/v1/status")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.headers["content-length"] == "\(answer.body.count)")
            #expect(try await running.stranger.send(.head, "/v1/enrol").status == 404)
        }
    }

    @Test(
        "What is no report is refused",
        arguments: [
            ("", 400), ("{}", 400), ("[]", 400), (String(repeating: "[", count: 4000), 400),
            (String(repeating: " ", count: 131_073), 413),
        ])
    func malformed(body: String, status: Int) async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let answer = try await device.client.send(.post, "/v1/health", body: Data(body.utf8))
                #expect(answer.status == UInt(status))
                #expect(try await running.hub.devices().first?.health == nil)
            }
        }
    }
}
