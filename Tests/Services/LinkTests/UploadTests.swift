import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Outbox
import Testing

@testable import Hub
@testable import Link

@Suite("Uploading to a hub")
struct UploadTests {
    @Test("Items are uploaded, receipted and erased; the hub can open what it holds")
    func whole() async throws {
        try await withDevice { center, device in
            try await center.serving {
                let items = [try await device.enqueue("a hit"), try await device.enqueue("a message", .message)]
                try await device.connected { try await $0.uploader.round() }
                for item in items { #expect(try await device.collectReceipt(of: item)) }
                #expect(try await device.outbox.status().depth == 0)
                let held = try #require(try await center.hub.items.next(.hit, after: 0))
                let opened = try center.hub.openingKey.open(
                    held.body, for: .item,
                    authenticating: StationIdentity.context(device: device.link.device, item: held.identifier))
                #expect(opened.withBytes(Array.init) == Array("a hit".utf8))
            }
        }
    }

    @Test("A hub that goes and comes loses and doubles nothing")
    func restart() async throws {
        try await withDevice { center, device in
            let item = try await device.enqueue("a hit")
            try await device.connected { tasks in
                await #expect(throws: Fault(.init("hub.unreachable"), "")) { try await tasks.uploader.round() }
                #expect(try await !device.collectReceipt(of: item))
                try await center.serving { try await tasks.uploader.round() }
            }
            // The receipt never reached the station, and the link was restarted.
            try DurableFile.remove(device.state.link.receipt(item.identifier))
            try await center.serving { try await device.connected { try await $0.uploader.round() } }
            #expect(try await device.collectReceipt(of: item))
            #expect(try await device.outbox.status().depth == 0)
            #expect(try await center.hub.held() == 1)
        }
    }

    @Test("An item whose receipt waits for the station is not uploaded again")
    func waitingReceipt() async throws {
        try await withDevice { center, device in
            let item = try await device.enqueue("a hit")
            try await center.serving { try await device.connected { try await $0.uploader.round() } }
            let receipt = try Data(contentsOf: device.state.link.receipt(item.identifier))
            // No hub is there to upload to: a round without work succeeds.
            try await device.connected { try await $0.uploader.round() }
            #expect(try Data(contentsOf: device.state.link.receipt(item.identifier)) == receipt)
        }
    }

    @Test("Where no receipt can be left every item is uploaded, once, and the receipts come when they can be left")
    func noPlace() async throws {
        try await withDevice { center, device in
            let receipts = device.state.link.receipts
            try FileManager.default.removeItem(at: receipts)
            try Data("in the way".utf8).write(to: receipts)
            var items: [SealedItem] = []
            // More than one batch of them.
            for number in 0...ItemBatch.items { items.append(try await device.enqueue("hit \(number)")) }
            try await device.connected { tasks in
                _ = try await center.serving {
                    await #expect(throws: Fault(.init("disk.write"), "")) { try await tasks.uploader.round() }
                }
                #expect(try await center.hub.held() == items.count)
                try FileManager.default.removeItem(at: receipts)
                try Folder.make(receipts)
                // No hub is there to ask again.
                try await tasks.uploader.round()
            }
            for item in items { #expect(try await device.collectReceipt(of: item)) }
            #expect(try await device.outbox.status().depth == 0)
        }
    }

    @Test("An item that the hub does not take lets the others pass, and is tried again later")
    func poison() async throws {
        try await withDevice { center, device in
            try await center.serving {
                let bad = try await device.enqueue("the first in line")
                // Another body under the same identifier: the hub will answer 409 from now on.
                let own = try #require(UUIDv7(device.link.device))
                let other = ItemBatch.Entry(identifier: bad.identifier, kind: 0, bytes: Data("other".utf8))
                _ = try await center.hub.receive(ItemBatch([other]), from: own)
                let good = try await device.enqueue("the second in line")
                try await device.connected { tasks in
                    try await tasks.uploader.round()
                    #expect(try await device.collectReceipt(of: good))
                    #expect(try await !device.collectReceipt(of: bad))
                    #expect(try await device.outbox.status().depth == 1)
                    // The station hears why, at most once an hour.
                    func refusals() throws -> [ItemRefusal] {
                        let names = try FileManager.default.contentsOfDirectory(atPath: device.state.link.receipts.path)
                        return try names.flatMap {
                            let file = device.state.link.receipts.appending(path: $0)
                            defer { try? DurableFile.remove(file) }
                            return try WireJSON.load(ReceiptBundle.self, from: file, limit: ReceiptBundle.limit)
                                .refusals
                                ?? []
                        }
                    }
                    #expect(try refusals().map(\.item) == [bad.identifier])
                    for (minutes, expected) in [(10, 0), (49, 0), (10, 1)] {
                        device.uptime.advance(.seconds(60 * minutes))
                        try await tasks.uploader.round()
                        #expect(try refusals().count == expected)
                    }
                }
            }
        }
    }

    @Test("A receipt that the station refuses is fetched again, but not in a tight loop")
    func refusedReceipt() async throws {
        try await withDevice { center, device in
            let item = try await device.enqueue("a hit")
            try await device.connected { tasks in
                try await center.serving { try await tasks.uploader.round() }
                try DurableFile.remove(device.state.link.receipt(item.identifier))
                // The hub is away: a round that tried to upload would fail.
                try await tasks.uploader.round()
                device.uptime.advance(.seconds(6))
                await #expect(throws: Fault(.init("hub.unreachable"), "")) { try await tasks.uploader.round() }
            }
        }
    }

    @Test("A revoked device is told so, and keeps its items")
    func revoked() async throws {
        try await withDevice { center, device in
            try await center.serving {
                _ = try await device.enqueue("a hit")
                try await center.hub.revoke(try #require(UUIDv7(device.link.device)))
                await #expect(throws: Fault(.init("hub.revoked"), "")) {
                    try await device.connected { try await $0.uploader.round() }
                }
                #expect(try await device.outbox.status().depth == 1)
            }
        }
    }

    @Test("An outbox that the station begins anew is followed by a link that had the old one open")
    func begunAnew() async throws {
        try await withDevice { center, device in
            try await center.serving {
                try await device.connected { tasks in
                    _ = try await device.enqueue("the first")
                    try await tasks.uploader.round()
                    try DurableFile.setAside(
                        device.state.station.outbox, companions: ["-wal", "-shm"], at: Timestamp(Date()))
                    let anew = try Outbox(device.state.station.outbox)
                    let second = SealedItem(
                        identifier: UUIDv7(), kind: .hit, created: Timestamp(Date()), bytes: Data("the second".utf8))
                    try await anew.enqueue(second)
                    try await tasks.uploader.round()
                    #expect(try await center.hub.held() == 2)
                    #expect(try device.bundle(with: second) != nil)
                }
            }
        }
    }

    @Test("A link without an outbox waits for the station to make one")
    func noOutbox() async throws {
        try await LoopbackHub.inFolder { folder in
            let center = try await LoopbackHub(folder.appending(path: "hub"))
            let device = try await center.serving {
                try await Device(at: center.hub, in: folder.appending(path: "device"))
            }
            for suffix in ["", "-wal", "-shm"] {
                try FileManager.default.removeItem(atPath: device.state.station.outbox.path + suffix)
            }
            try await device.connected { tasks in
                await #expect(throws: Never.self) { try await tasks.uploader.round() }
                let held = try await center.hub.held()
                #expect(held == 0)
                #expect(
                    !FileManager.default.fileExists(atPath: device.state.station.outbox.path), "the link makes none")
            }
        }
    }
}

/// A provisioned device and its hub, which is not being served.
func withDevice(_ body: (LoopbackHub, Device) async throws -> Void) async throws {
    try await LoopbackHub.inFolder { folder in
        let center = try await LoopbackHub(folder.appending(path: "hub"))
        let device = try await center.serving {
            try await Device(at: center.hub, in: folder.appending(path: "device"))
        }
        try await body(center, device)
    }
}

extension Hub {
    /// How many items of all kinds the hub holds.
    func held() async throws -> Int {
        var count = 0
        for kind in ItemKind.allCases {
            var last: Int64 = 0
            while let item = try await items.next(kind, after: last) { (count, last) = (count + 1, item.sequence) }
        }
        return count
    }
}
