import Ground
import Testing
import USBTransport

@testable import Emulators

/// Has a message for whoever reads endpoint 0x82.
private struct Talker: EmulatedModel {
    let descriptors = EmulatedDescriptors(
        vendor: 0x1234, product: 0x5678, manufacturer: "Nobody", name: "Talker", serial: nil,
        interfaces: [.init([.init(0x82, .bulk)])])
    var messages: [[UInt8]] = []
    var state: String { messages.isEmpty ? "silent" : "talking" }

    mutating func reset() { messages = [] }
    mutating func controlOut(_ request: USBControlRequest, data: [UInt8]) -> EmulatedReply { .data([]) }
    mutating func controlIn(_ request: USBControlRequest, length: Int) -> EmulatedReply { .data([1, 2, 3, 4]) }
    mutating func poll(endpoint: UInt8) -> EmulatedReply? {
        messages.isEmpty ? nil : .data(messages.removeFirst())
    }
}

@Suite("An emulated device", .timeLimit(.minutes(20)))
struct EmulatedDeviceTests {
    private let device: EmulatedDevice<Talker>

    init() async throws {
        device = EmulatedDevice(Talker(), clock: InstantClock())
        try await device.claim()
    }

    private func read(_ capacity: Int = 64) async throws(Fault) -> [UInt8] {
        let read = try await device.submitBulkIn(endpoint: 0x82, capacity: capacity, timeout: .seconds(1))
        return try await read.result().withBytes { Array($0) }
    }

    private func say(_ messages: [UInt8]...) async { await device.change { $0.messages += messages } }

    @Test("keeps for the next read what a read has no room for")
    func rest() async throws {
        await say(Array(0..<10), [99])
        #expect(try await read(4) == [0, 1, 2, 3])
        #expect(try await read(4) == [4, 5, 6, 7])
        #expect(try await read(4) == [8, 9])
        #expect(try await read(4) == [99])
    }

    @Test("answers the reads of an endpoint in their order, and only the one that is cancelled ends early")
    func order() async throws {
        let reads = [
            try await device.submitBulkIn(endpoint: 0x82, capacity: 8, timeout: .seconds(1)),
            try await device.submitBulkIn(endpoint: 0x82, capacity: 8, timeout: .seconds(1)),
            try await device.submitBulkIn(endpoint: 0x82, capacity: 8, timeout: .seconds(1)),
        ]
        reads[1].cancel()
        await #expect(throws: Fault(.init("usb.cancelled"), "")) { _ = try await reads[1].result() }
        await say([1], [2])
        #expect(try await reads[0].result().withBytes { Array($0) } == [1])
        #expect(try await reads[2].result().withBytes { Array($0) } == [2])
    }

    struct Spoilt: Sendable {
        let fault: EmulatedFault
        /// nil: fails with the code.
        var bytes: [UInt8]?
        var code: Fault.Code?
    }

    @Test(
        "spoils a transfer when told to, and only that one",
        arguments: [
            Spoilt(fault: .stall, code: .init("usb.stall")), Spoilt(fault: .silence, code: .init("usb.timeout")),
            Spoilt(fault: .short, bytes: [0, 0, 0, 0, 0, 0]),
            Spoilt(fault: .header, bytes: [UInt8](repeating: 255, count: 8) + [0, 0, 0, 0]),
        ])
    func fault(example: Spoilt) async throws {
        let message = [UInt8](repeating: 0, count: 12)
        await say([7], message, message)
        await device.inject(example.fault, .init(endpoint: 0x82, skip: 1))
        #expect(try await read() == [7])
        if let code = example.code {
            await #expect(throws: Fault(code, "")) { try await read() }
        } else {
            #expect(try await read() == example.bytes)
        }
        try await device.clearHalt(endpoint: 0x82)
        #expect(try await read() == message)
    }

    @Test("makes noise that changes a part of the bytes")
    func noise() async throws {
        let message = [UInt8](repeating: 0, count: 4096)
        await say(message)
        await device.inject(.noise, .init())
        let changed = try await read(4096).count { $0 != 0 }
        #expect((256...1024).contains(changed))
    }

    @Test("is unplugged in a state, and says so to those who watch its bus")
    func unplugged() async throws {
        var bus = EmulatedBus()
        bus.add(device)
        let changes = bus.changes()
        let waiting = try await device.submitBulkIn(endpoint: 0x82, capacity: 8, timeout: .seconds(1))
        await device.unplug(inState: "talking")
        await say([1], [2])
        #expect(try await waiting.result().withBytes { Array($0) } == [1])
        await #expect(throws: Fault(.init("device.unplugged"), "")) { try await read() }
        await device.close()
        await device.plug()
        #expect(try await bus.devices() == [device.descriptors.info(port: "9-1")])
        var seen: [USBBusChange] = []
        for await change in changes.prefix(2) { seen.append(change) }
        #expect(seen == [.left(try #require(seen.last?.device)), .arrived(device.descriptors.info(port: "9-1"))])
    }

    @Test("has one host at a time")
    func claimed() async throws {
        await #expect(throws: Fault(.init("device.busy"), "")) { try await device.claim() }
        await device.close()
        try await device.claim()
        await device.close()
        await #expect(throws: Fault(.init("usb.cancelled"), "")) { try await read() }
    }
}
