import Testing
import USBTransport

@testable import Emulators

@Suite("What every emulated device answers on its default pipe")
struct StandardRequestsTests {
    static let descriptors = URU4000Variant.uareu4500.descriptors(serial: "A1")

    struct Case: Sendable, CustomTestStringConvertible {
        let setup: [UInt8]
        let answer: EmulatedReply?

        var testDescription: String { setup.map { String($0, radix: 16) }.joined(separator: " ") }
    }

    // Requests as they go over the wire (USB 2.0, table 9-3): type, request, value, index, length.
    static let cases = [
        Case(setup: [0x80, 0x06, 0x00, 0x01, 0, 0, 8, 0], answer: .data([0x12, 1, 0, 2, 0, 0, 0, 0x40])),
        Case(setup: [0x80, 0x06, 0x00, 0x01, 0, 0, 255, 0], answer: .data(descriptors.device)),
        Case(setup: [0x80, 0x06, 0x00, 0x02, 0, 0, 255, 0], answer: .data(descriptors.configuration)),
        Case(setup: [0x80, 0x06, 0x00, 0x03, 0, 0, 255, 0], answer: .data([4, 3, 9, 4])),
        Case(setup: [0x80, 0x06, 0x03, 0x03, 9, 4, 255, 0], answer: .data([6, 3, 0x41, 0, 0x31, 0])),
        Case(setup: [0x80, 0x06, 0x04, 0x03, 9, 4, 255, 0], answer: .stall),
        Case(setup: [0x80, 0x06, 0x00, 0x06, 0, 0, 10, 0], answer: .stall),
        Case(setup: [0x80, 0x08, 0, 0, 0, 0, 1, 0], answer: .data([0])),
        Case(setup: [0x00, 0x09, 1, 0, 0, 0, 0, 0], answer: .data([])),
        Case(setup: [0x00, 0x09, 2, 0, 0, 0, 0, 0], answer: .stall),
        Case(setup: [0x01, 0x0B, 0, 0, 0, 0, 0, 0], answer: .data([])),
        Case(setup: [0x01, 0x0B, 1, 0, 0, 0, 0, 0], answer: .stall),
        Case(setup: [0x01, 0x0B, 0, 0, 1, 0, 0, 0], answer: .stall),
        Case(setup: [0x81, 0x0A, 0, 0, 0, 0, 1, 0], answer: .data([0])),
        Case(setup: [0x80, 0x00, 0, 0, 0, 0, 2, 0], answer: .data([0, 0])),
        Case(setup: [0xC0, 0x04, 7, 0, 0, 0, 1, 0], answer: nil),
        Case(setup: [0xA1, 0x81, 0, 1, 0, 0, 26, 0], answer: nil),
    ]

    @Test("is as the standard says, and all else is left to the model", arguments: cases)
    func answers(example: Case) {
        var standard = StandardRequests(Self.descriptors)
        #expect(ask(&standard, example.setup) == example.answer)
    }

    @Test("keeps the configuration, and which endpoints are halted until they are cleared")
    func keeps() {
        var standard = StandardRequests(Self.descriptors)
        _ = ask(&standard, [0x00, 0x09, 1, 0, 0, 0, 0, 0])
        #expect(ask(&standard, [0x80, 0x08, 0, 0, 0, 0, 1, 0]) == .data([1]))
        standard.halt(0x82)
        #expect(ask(&standard, [0x82, 0x00, 0, 0, 0x82, 0, 2, 0]) == .data([1, 0]))
        _ = ask(&standard, [0x02, 0x01, 0, 0, 0x82, 0, 0, 0])
        #expect(standard.halted.isEmpty)
        #expect(ask(&standard, [0x82, 0x00, 0, 0, 0x82, 0, 2, 0]) == .data([0, 0]))
    }

    @Test("Descriptors say what a host needs to know", arguments: URU4000Variant.allCases)
    func info(variant: URU4000Variant) throws {
        let info = variant.descriptors(serial: "A1").info(port: "1-2")
        #expect((info.vendor, info.product, info.serial, info.port) == (variant.vendor, variant.product, "A1", "1-2"))
        let reader = try #require(info.interfaces.first { $0.kind == [0xFF, 0xFF, 0xFF] })
        #expect(reader.endpoints == [0x81, 0x82])
        #expect(Set(info.interfaces.map(\.number)) == Set((0..<info.interfaces.count).map { UInt8($0) }))
        #expect(variant.descriptors(serial: nil).info(port: "1-2").serial == nil)
    }

    private func ask(_ standard: inout StandardRequests, _ setup: [UInt8]) -> EmulatedReply? {
        func word(_ index: Int) -> UInt16 { UInt16(setup[index]) | UInt16(setup[index + 1]) << 8 }
        let request = USBControlRequest(type: setup[0] & 0x7F, request: setup[1], value: word(2), index: word(4))
        return standard.answer(request, isIn: setup[0] & 0x80 != 0, length: Int(word(6)))
    }
}
