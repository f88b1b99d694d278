import CaseMessages
import CommandSupport
import Foundation
import Ground
import NIOHTTP1
import Synchronization

/// Many devices at one hub, or at several that share a database, all at once.
final class HubLoad: Sendable {
    let devices: [LoadDevice]
    /// Addresses of the device listeners.
    let hubs: [String]
    let itemBytes: Int
    private let failures = Mutex(0)
    private let successes = Mutex(0)

    init(devices: [LoadDevice], hubs: [String], itemBytes: Int) {
        self.devices = devices
        self.hubs = hubs
        self.itemBytes = itemBytes
    }

    var failed: Int { failures.withLock { $0 } }
    /// Requests that were served, or items that every hub signed for.
    var succeeded: Int { successes.withLock { $0 } }

    /// Every device connects and fetches the lists, all at the same moment.
    func connect() async {
        await all { device, hub in
            _ = try await device.send("connect", .GET, "\(hub)/v1/metadata/timestamp.json")
            try await device.fetchLists(hub)
        }
    }

    /// Every device does what a link does, `rounds` times without a pause.
    ///
    /// - Parameter uploadsOnly: hits and nothing else.
    func work(rounds: Int, uploadsOnly: Bool) async {
        await all { [self] device, hub in
            for _ in 0..<rounds {
                let body = Self.random(itemBytes)
                try await count(device.upload(UUIDv7(), body, to: hub) != nil)
                if uploadsOnly { continue }
                try await count(device.send("sync", .GET, "\(hub)/v1/metadata/timestamp.json").status == 200)
                try await count(device.send("messages", .GET, "\(hub)/v1/messages?after=0").status == 200)
                let health = HealthReport(
                    software: "bench", generations: [:], queueDepth: 0, oldestItem: nil, state: "ready")
                let said = try await device.send(
                    "health", .POST, "\(hub)/v1/health", body: try WireJSON.encode(health))
                count(said.status == 204)
            }
        }
    }

    /// Every item goes to all hubs at once, again and again until each has signed for it; hubs may die meanwhile.
    ///
    /// - Throws: ``Fault`` `bench.receipt` when two hubs signed differently, `bench.patience`.
    func workEverywhere(rounds: Int, patience: Duration) async throws {
        let end = ContinuousClock.now + patience
        try await withThrowingTaskGroup(of: Void.self) { group in
            for device in devices {
                group.addTask { [self] in
                    for _ in 0..<rounds {
                        let (item, body) = (UUIDv7(), Self.random(itemBytes))
                        let answers = try await withThrowingTaskGroup(of: Data.self) { group in
                            for hub in hubs {
                                group.addTask { [self] in try await insist(device, item, body, hub, until: end) }
                            }
                            return try await group.reduce(into: Set<Data>()) { $0.insert($1) }
                        }
                        guard answers.count == 1 else {
                            throw Fault(.benchReceipt, "item \(item) has \(answers.count) different receipts")
                        }
                        successes.withLock { $0 += 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func insist(
        _ device: LoadDevice, _ item: UUIDv7, _ body: Data, _ hub: String, until end: ContinuousClock.Instant
    ) async throws -> Data {
        while ContinuousClock.now < end {
            if let receipt = try? await device.upload(item, body, to: hub) { return receipt }
            failures.withLock { $0 += 1 }
            try await Task.sleep(for: .milliseconds(Int.random(in: 50...300)))
        }
        throw Fault(.benchPatience, "item \(item) was not taken by \(hub) in time; see that hub's journal")
    }

    private func all(_ body: @escaping @Sendable (LoadDevice, String) async throws -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            for (index, device) in devices.enumerated() {
                let hub = hubs[index % hubs.count]
                group.addTask { [self] in
                    do { try await body(device, hub) } catch {
                        failures.withLock { $0 += 1 }
                        StandardError.say("device \(device.device): \(error)")
                    }
                }
            }
        }
    }

    private func count(_ isGood: Bool) {
        if isGood { successes.withLock { $0 += 1 } } else { failures.withLock { $0 += 1 } }
    }

    private static func random(_ count: Int) -> Data {
        var generator = SystemRandomNumberGenerator()
        var words = (0..<(count + 7) / 8).map { _ in generator.next() as UInt64 }
        return words.withUnsafeMutableBytes { Data($0.prefix(count)) }
    }
}
