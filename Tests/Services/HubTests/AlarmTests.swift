import DeviceIdentity
import Foundation
import Ground
import Testing

@testable import Hub

@Suite("Alarms") struct AlarmTests {
    private static func head(_ number: Int, _ digit: Character = "a") -> String {
        "\(number):" + String(repeating: digit, count: 64)
    }

    private func tell(_ head: String?, as device: EnrolledDevice) async throws -> UInt {
        let audit = head.map { #","auditHead":"\#($0)""# } ?? ""
        let report = #"{"software":"1","generations":{},"queueDepth":0,"state":"ready"\#(audit)}"#
        return try await device.client.send(.post, "/v1/health", body: Data(report.utf8)).status
    }

    private func alarms(_ running: RunningHub) async throws -> [DeviceAlarm] {
        try await running.hub.devices().flatMap(\.alarms)
    }

    @Test("An audit log that only grows raises nothing, however often and whenever it is told")
    func growing() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { (device: EnrolledDevice) async throws in
                for head in [nil, Self.head(1), Self.head(1), Self.head(7, "b"), Self.head(400)] {
                    #expect(try await tell(head, as: device) == 204)
                }
                #expect(try await alarms(running).isEmpty)
            }
        }
    }

    @Test(
        "A log that was cut, altered, hidden or cannot be read is an alarm that stays, and the greatest head stays too",
        arguments: [
            (head(6), "record 6"), (head(7, "c"), "record 7"), (nil, "nothing"), ("unreadable", "unreadable"),
        ])
    func cut(told: String?, says: String) async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                #expect(try await tell(Self.head(7), as: device) == 204)
                #expect(try await tell(told, as: device) == 204)
                running.clock.advance(seconds: 900)
                #expect(try await tell(told, as: device) == 204)
                #expect(try await tell(Self.head(9), as: device) == 204)
                let alarm = try #require(try await alarms(running).first)
                #expect(alarm.kind == .audit && alarm.times == 2 && alarm.text.contains(says))
                #expect(alarm.text.contains("at record 7") || alarm.text.contains("record 7 of"))
                #expect(alarm.last.milliseconds - alarm.since.milliseconds == 900_000)
                #expect(try await tell(Self.head(8), as: device) == 204)
                #expect(try await alarms(running).map(\.times) == [3])
            }
        }
    }

    @Test("An alarm that a person has cleared is gone; what the device told last counts from then on")
    func cleared() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let identifier = try #require(UUIDv7(device.answer.device))
                for head in [Self.head(7), Self.head(2, "b")] { #expect(try await tell(head, as: device) == 204) }
                #expect(try await alarms(running).count == 1)
                try await running.hub.clearAlarms(of: identifier)
                for head in [Self.head(2, "b"), Self.head(3)] { #expect(try await tell(head, as: device) == 204) }
                #expect(try await alarms(running).isEmpty)
                #expect(try await tell(Self.head(2), as: device) == 204)
                #expect(try await alarms(running).count == 1)
                await #expect(throws: Fault(.init("hub.unknownDevice"), "")) {
                    try await running.hub.clearAlarms(of: UUIDv7())
                }
            }
        }
    }

    @Test("A device not heard of for two hours is an alarm until it is; one never heard of or revoked is none")
    func silent() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { (device: EnrolledDevice) async throws in
                running.clock.advance(seconds: 3 * 3600)
                #expect(try await alarms(running).isEmpty)
                #expect(try await tell(nil, as: device) == 204)
                let heard = running.clock.now
                running.clock.advance(seconds: 2 * 3600)
                #expect(try await alarms(running).isEmpty)
                running.clock.advance(seconds: 60)
                let alarm = try #require(try await alarms(running).first)
                #expect(alarm.kind == .silent && alarm.since == heard && alarm.text.contains("\(heard)"))
                #expect(try await tell(nil, as: device) == 204)
                #expect(try await alarms(running).isEmpty)
                running.clock.advance(seconds: 3 * 3600)
                #expect(try await alarms(running).map(\.kind) == [.silent])
                try await running.hub.revoke(#require(UUIDv7(device.answer.device)))
                #expect(try await alarms(running).isEmpty)
            }
        }
    }

    @Test("A device whose oldest item waits for more than two hours is an alarm until it has come")
    func waiting() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { (device: EnrolledDevice) async throws in
                func alarms(waitingSeconds age: Int64) async throws -> [DeviceAlarm.Kind] {
                    let oldest = Timestamp(milliseconds: running.clock.now.milliseconds - age * 1000)
                    let report =
                        #"{"software":"1","generations":{},"queueDepth":7,"oldestItem":"\#(oldest)","state":"ready"}"#
                    #expect(try await device.client.send(.post, "/v1/health", body: Data(report.utf8)).status == 204)
                    let alarms = try await self.alarms(running)
                    #expect(alarms.allSatisfy { $0.text.contains("\(oldest)") && $0.text.contains("7 items") })
                    return alarms.map(\.kind)
                }
                #expect(try await alarms(waitingSeconds: 7200).isEmpty)
                #expect(try await alarms(waitingSeconds: 7201) == [.waiting])
                #expect(try await tell(nil, as: device) == 204)
                #expect(try await self.alarms(running).isEmpty)
            }
        }
    }

    @Test("The newest head of each day is kept, so that an exported log can be held against them")
    func history() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let identifier = try #require(UUIDv7(device.answer.device))
                for number in [1, 2] { #expect(try await tell(Self.head(number), as: device) == 204) }
                running.clock.advance(seconds: 86_400)
                for number in [5, 4, 6] { #expect(try await tell(Self.head(number), as: device) == 204) }
                let heads = try await running.hub.auditHeads(of: identifier)
                #expect(heads.map(\.head.number) == [2, 6])
                #expect(heads.last?.told == running.clock.now)
            }
        }
    }

    @Test(
        "What no device says of itself is refused by name, and nothing of it is kept",
        arguments: [
            #""state":"ready\nREVOKED","queueDepth":0,"generations":{}"#,
            #""state":"","queueDepth":0,"generations":{}"#,
            #""state":"ready","queueDepth":-5,"generations":{}"#,
            #""state":"ready","queueDepth":0,"generations":{"a\u001b[1A":1}"#,
            #""state":"ready","queueDepth":0,"generations":{"interpol":-1}"#,
            #""state":"ready","queueDepth":0,"generations":{},"auditHead":"1:a""#,
            #""state":"ready","queueDepth":0,"generations":{},"keys":"TPM!""#,
        ])
    func impossible(members: String) async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let answer = try await device.client.send(
                    .post, "/v1/health", body: Data(#"{"software":"1",\#(members)}"#.utf8))
                #expect(answer.status == 400 && answer.code == "hub.health")
                #expect(try await running.hub.devices().first?.health == nil)
            }
        }
    }
}
