import Emulators
import Ground
import NIOCore
import Testing
import USBTransport

@testable import EmulatorServer

@Suite("Requests of a USB/IP client")
struct USBIPParserTests {
    // Bytes as in the examples of Linux' Documentation/usb/usbip_protocol.rst, fields of 32 bits unless said otherwise.
    static let list: [UInt8] = [0x01, 0x11, 0x80, 0x05, 0, 0, 0, 0]
    static let importDevice: [UInt8] =
        [0x01, 0x11, 0x80, 0x03, 0, 0, 0, 0] + Array("9-1".utf8) + [UInt8](repeating: 0, count: 29)

    static func command(_ words: [UInt32], _ setup: [UInt8] = [UInt8](repeating: 0, count: 8)) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } } + setup
    }
    static let unlink = command([2, 0xB0B, 0x10001, 0, 0, 0xB0A, 0, 0, 0, 0])
    static let bulkIn = command([1, 7, 0x10001, 1, 2, 0x200, 64, 0, 0, 0])
    static let bulkOut = command([1, 8, 0x10001, 0, 3, 0, 2, 0, .max, 0]) + [0xAB, 0xCD]
    static let control = command([1, 9, 0x10001, 1, 0, 0x200, 4, 0, 0, 0], [0xC0, 4, 0x34, 0, 0, 0, 4, 0])
    static let isochronous = command([1, 10, 0x10001, 1, 5, 0, 64, 0, 2, 1]) + [UInt8](repeating: 0, count: 32)

    struct Case: Sendable {
        let bytes: [UInt8]
        let isAttached: Bool
        let request: USBIPRequest
    }
    static let cases = [
        Case(bytes: list, isAttached: false, request: .listDevices),
        Case(bytes: importDevice, isAttached: false, request: .importDevice(busID: "9-1")),
        Case(bytes: unlink, isAttached: true, request: .unlink(number: 0xB0B, target: 0xB0A)),
        Case(
            bytes: bulkIn, isAttached: true, request: .submit(number: 7, EmulatedTransfer(endpoint: 0x82, capacity: 64))
        ),
        Case(
            bytes: bulkOut, isAttached: true,
            request: .submit(number: 8, EmulatedTransfer(endpoint: 3, data: [0xAB, 0xCD]))),
        Case(
            bytes: control, isAttached: true,
            request: .submit(
                number: 9,
                EmulatedTransfer(
                    endpoint: 0x80, request: USBControlRequest(type: 0x40, request: 4, value: 0x34), capacity: 4))),
        Case(bytes: isochronous, isAttached: true, request: .isochronous(number: 10)),
    ]

    @Test("are read, one after the other, and not before they are whole", arguments: cases)
    func parse(example: Case) throws {
        for count in 0..<example.bytes.count {
            var parser = USBIPParser(isAttached: example.isAttached)
            var buffer = ByteBuffer(bytes: example.bytes.prefix(count))
            #expect(try parser.next(from: &buffer) == nil, "\(count) bytes")
            #expect(buffer.readableBytes == count)
        }
        var parser = USBIPParser(isAttached: example.isAttached)
        var buffer = ByteBuffer(bytes: example.bytes + [1])
        #expect(try parser.next(from: &buffer) == example.request)
        #expect(buffer.readableBytes == 1)
    }

    @Test(
        "that no client has are refused",
        arguments: [
            (false, [0x01, 0x12, 0x80, 0x05, 0, 0, 0, 0]), (false, [0x01, 0x11, 0x80, 0x06, 0, 0, 0, 0]),
            (true, command([5, 1, 0, 0, 0, 0, 0, 0, 0, 0])),
            (true, command([1, 1, 0, 1, 16, 0, 64, 0, 0, 0])),
            (true, command([1, 1, 0, 0, 2, 0, 0x7FFF_FFFF, 0, 0, 0])),
            (true, command([1, 1, 0, 1, 2, 0, 64, 0, 0x7FFF_FFFF, 0])),
        ] as [(Bool, [UInt8])])
    func refuse(isAttached: Bool, bytes: [UInt8]) {
        var parser = USBIPParser(isAttached: isAttached)
        var buffer = ByteBuffer(bytes: bytes)
        #expect(throws: Fault(.init("usbip.protocol"), "")) { try parser.next(from: &buffer) }
    }
}
