import Foundation
import Ground
import Testing

@testable import TrustedUpdate

/// A client has seen two publications (timestamp 3, snapshot 3, targets 3); then somebody changes the repository.
struct Attack: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let code: Fault.Code
    /// Roles that may legitimately have advanced before the attack was noticed.
    var advanced: Set<String> = []
    var clock: TimeInterval = 0
    let change: @Sendable (Forger) throws -> Void

    static let all: [Attack] = rollbacks + freezes + mixtures + forgeries + damages

    static let rollbacks = [
        Attack(testDescription: "an old timestamp", code: .init("trust.rollback")) { forger in
            try forger.write(
                forger.sign("timestamp", version: nil) { $0.members["version"] = .integer(2) }, .init("timestamp.json"))
        },
        Attack(testDescription: "a new timestamp for an old snapshot", code: .init("trust.rollback")) { forger in
            try forger.timestamp(version: 4, snapshot: 2)
        },
        Attack(
            testDescription: "a new snapshot for old targets", code: .init("trust.rollback"),
            advanced: ["timestamp.json"]
        ) { forger in
            let data = try forger.sign("snapshot", version: 3) { part in
                part.members["version"] = .integer(4)
                part[table: "meta"]["targets.json"] = .object(["version": .integer(2)])
            }
            try forger.write(data, "4.snapshot.json")
            try forger.timestamp(version: 4, snapshot: 4)
        },
        Attack(
            testDescription: "a snapshot that forgets a role", code: .init("trust.rollback"),
            advanced: ["timestamp.json"]
        ) { forger in
            let data = try forger.sign("snapshot", version: 3) { part in
                part.members["version"] = .integer(4)
                part[table: "meta"]["owner.json"] = nil
            }
            try forger.write(data, "4.snapshot.json")
            try forger.timestamp(version: 4, snapshot: 4)
        },
        Attack(testDescription: "an old root under a new name", code: .init("trust.version")) { forger in
            try forger.write(forger.read("1.root.json"), "2.root.json")
        },
        Attack(testDescription: "a root that skips a version", code: .init("trust.version")) { forger in
            try forger.write(forger.sign("root", version: 1) { $0.members["version"] = .integer(3) }, "2.root.json")
        },
    ]

    static let freezes = [
        Attack(testDescription: "nothing new for eight days", code: .init("trust.expired"), clock: 8 * 86_400) { _ in },
        Attack(testDescription: "a clock far in the future", code: .init("trust.expired"), clock: 50 * 365 * 86_400) {
            _ in
        },
        Attack(testDescription: "a timestamp that is born expired", code: .init("trust.expired"), clock: -9 * 86_400) {
            forger in
            let data = try forger.sign("timestamp", version: nil) { part in
                part.members["version"] = .integer(4)
                part.members["expires"] = .string(DateText.seconds(Fixture.start - 1))
            }
            try forger.write(data, .init("timestamp.json"))
        },
        Attack(testDescription: "an expired root", code: .init("trust.expired"), advanced: ["root.json"]) { forger in
            let data = try forger.sign("root", version: 1) { part in
                part.members["version"] = .integer(2)
                part.members["expires"] = .string(DateText.seconds(Fixture.start))
            }
            try forger.write(data, "2.root.json")
        },
    ]

    static let mixtures = [
        Attack(
            testDescription: "an old snapshot under the new name", code: .init("trust.version"),
            advanced: ["timestamp.json"]
        ) { forger in
            try forger.write(forger.read("3.snapshot.json"), "4.snapshot.json")
            try forger.timestamp(version: 4, snapshot: 4)
        },
        Attack(
            testDescription: "another snapshot than the timestamp's hash", code: .init("trust.mismatch"),
            advanced: ["timestamp.json"]
        ) { forger in
            let data = try forger.sign("snapshot", version: 3) { $0.members["version"] = .integer(4) }
            try forger.write(data + Data(" ".utf8), "4.snapshot.json")
            try forger.timestamp(version: 4, snapshot: 4, of: data + Data("  ".utf8))
        },
        Attack(
            testDescription: "old targets under the new name", code: .init("trust.version"),
            advanced: ["timestamp.json", "snapshot.json"]
        ) { forger in
            let data = try forger.sign("snapshot", version: 3) { part in
                part.members["version"] = .integer(4)
                part[table: "meta"]["targets.json"] = .object(["version": .integer(4)])
            }
            try forger.write(data, "4.snapshot.json")
            try forger.write(forger.read("3.targets.json"), "4.targets.json")
            try forger.timestamp(version: 4, snapshot: 4)
        },
        Attack(testDescription: "a snapshot in the timestamp's place", code: .init("trust.malformed")) { forger in
            try forger.write(forger.read("3.snapshot.json"), .init("timestamp.json"))
        },
    ]

    static let forgeries = [
        Attack(testDescription: "a timestamp signed by a stranger", code: .init("trust.signature")) { forger in
            try forger.write(forger.signByStranger("timestamp.json"), .init("timestamp.json"))
        },
        Attack(testDescription: "a root signed by a stranger", code: .init("trust.signature")) { forger in
            try forger.write(forger.signByStranger("1.root.json"), "2.root.json")
        },
        Attack(testDescription: "a root signed by one of the two keys it needs", code: .init("trust.signature")) {
            forger in
            let data = try forger.sign("root", version: 1) { $0.members["version"] = .integer(2) }
            try forger.write(forger.keeping(signatures: 1, of: data), "2.root.json")
        },
        Attack(testDescription: "one signature counted twice", code: .init("trust.malformed")) { forger in
            let data = try forger.sign("root", version: 1) { $0.members["version"] = .integer(2) }
            try forger.write(forger.doubling(signaturesOf: forger.keeping(signatures: 1, of: data)), "2.root.json")
        },
        Attack(testDescription: "a changed timestamp with its old signature", code: .init("trust.signature")) {
            forger in
            var text = String(decoding: try forger.read("timestamp.json"), as: UTF8.self)
            text.replace("\"version\":3}", with: "\"version\":4}")
            try forger.write(Data(text.utf8), .init("timestamp.json"))
        },
    ]

    static let damages = [
        Attack(testDescription: "no timestamp", code: .init("trust.missing")) { forger in
            try FileManager.default.removeItem(at: forger.url("timestamp.json"))
        },
        Attack(testDescription: "no snapshot", code: .init("trust.missing"), advanced: ["timestamp.json"]) { forger in
            try forger.timestamp(version: 4, snapshot: 4)
        },
        Attack(testDescription: "an empty timestamp", code: .init("trust.malformed")) {
            try $0.write(Data(), .init("timestamp.json"))
        },
        Attack(testDescription: "an endless timestamp", code: .init("disk.tooLarge")) { forger in
            try forger.write(
                forger.read("timestamp.json") + Data(repeating: 0x20, count: 20_000), .init("timestamp.json"))
        },
        Attack(testDescription: "an endless snapshot", code: .init("disk.tooLarge"), advanced: ["timestamp.json"]) {
            forger in
            let data = try forger.sign("snapshot", version: 3) { $0.members["version"] = .integer(4) }
            try forger.write(data + Data(repeating: 0x20, count: 1), "4.snapshot.json")
            try forger.timestamp(version: 4, snapshot: 4, of: data)
        },
        Attack(testDescription: "another major version of the specification", code: .init("trust.malformed")) {
            forger in
            let data = try forger.sign("timestamp", version: nil) { part in
                part.members["version"] = .integer(4)
                part.members["spec_version"] = .string("2.0.0")
            }
            try forger.write(data, .init("timestamp.json"))
        },
    ]
}

extension Forger {
    fileprivate func keeping(signatures count: Int, of data: Data) throws -> Data {
        try change(data) { Array($0.prefix(count)) }
    }

    fileprivate func doubling(signaturesOf data: Data) throws -> Data { try change(data) { $0 + $0 } }

    private func change(_ data: Data, _ body: ([JSONValue]) -> [JSONValue]) throws -> Data {
        var document = try JSONParser.parse(data).object ?? [:]
        document["signatures"] = .array(body(document["signatures"]?.array ?? []))
        return JSONValue.object(document).file
    }
}
