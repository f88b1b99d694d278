import CaseMessages
import Crypto
import DeviceIdentity
import Foundation
import Ground
import Testing

@testable import Hub

extension HitTests {
    @Test("A hit is confirmed or dismissed: the station gets a message of its own each time, and the state stays")
    func judged() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let item = UUIDv7()
                _ = try await device.client.upload(sealed(item, from: device), as: item)
                let reference = try #require(CaseReference("C-000001"))
                // Not opened yet: that is done on the way, and said first.
                try await running.hub.reply(to: reference, .dismissed)
                try await running.hub.reply(to: reference, .confirmed, text: "Hold; the bureau calls")
                let found = try await hits(running.hub)
                #expect(found.map(\.state) == [.confirmed])
                let replies = try await messages(device, after: 0).map { try opened($0, by: device) }
                #expect(replies.map(\.status) == [.underReview, .dismissed, .confirmed])
                #expect(replies.map(\.reference) == ["C-000001", "C-000001", "C-000001"])
                #expect(replies.last?.text == "Hold; the bureau calls")
                #expect(replies.allSatisfy { $0.hit == item && !$0.text.isEmpty })
            }
        }
    }

    @Test("What cannot be judged is refused by name: no such case, one that cannot be opened, a text of two lines")
    func notJudged() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                _ = try await device.client.upload(Data("garbage".utf8), as: UUIDv7())
                let item = UUIDv7()
                _ = try await device.client.upload(sealed(item, from: device), as: item)
                for (name, text, code) in [
                    ("C-000001", nil, "hub.case"), ("C-000003", nil, "hub.case"),
                    ("C-9223372036854775807", nil, "hub.case"),
                    ("C-000002", "", "hub.text"), ("C-000002", "one\ntwo", "hub.text"),
                    ("C-000002", String(repeating: "x", count: 1001), "hub.text"),
                    ("C-000002", "\u{202E}evil", "hub.text"),
                ] as [(String, String?, String)] {
                    let reference = try #require(CaseReference(name))
                    await #expect(throws: Fault(.init(code), "")) {
                        try await running.hub.reply(to: reference, .confirmed, text: text)
                    }
                }
            }
        }
    }

    @Test(
        "A case has one name",
        arguments: ["", "C-", "C-1", "C-0000001", "C-000000", "c-000001", "C-+00001", "C-00000a"])
    func names(text: String) { #expect(CaseReference(text) == nil) }

    @Test("Only the hits after a case are opened")
    func after() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                for _ in 0..<3 {
                    let item = UUIDv7()
                    _ = try await device.client.upload(sealed(item, from: device), as: item)
                }
                var seen: [String] = []
                try await running.hub.forEachHit(after: CaseReference("C-000002")) { seen.append("\($0.reference)") }
                #expect(seen == ["C-000003"])
                let replies = try await messages(device, after: 0)
                #expect(replies.count == 1)
            }
        }
    }

    @Test("A question for messages after no number is refused", arguments: ["-1", "x", "", "9223372036854775808"])
    func badAfter(after: String) async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let answer = try await device.client.send(.get, "/v1/messages?after=\(after)")
                #expect(answer.status == 400 && answer.code == "hub.after")
            }
        }
    }

    @Test("A device sees its own replies only")
    func ownReplies() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { one in
                let item = UUIDv7()
                _ = try await one.client.upload(sealed(item, from: one), as: item)
                _ = try await hits(running.hub)
                let own = try await messages(one, after: 0)
                #expect(own.count == 1)
                try await running.withDevice { (two: EnrolledDevice) async throws in
                    let replies = try await messages(two, after: 0)
                    #expect(replies.isEmpty)
                }
            }
        }
    }
}
