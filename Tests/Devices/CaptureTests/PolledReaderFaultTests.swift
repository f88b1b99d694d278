import Capture
import Emulators
import Ground
import Imaging
import Testing

@Suite("Faults of a reader that is asked for fingers", .timeLimit(.minutes(20)))
struct PolledReaderFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let kind: PolledKind
        let own: String?
        let common: EmulatedFault?
        let place: EmulatedFault.Place
        let times: Int
        /// nil: the picture comes all the same.
        let code: Fault.Code?

        init(_ fault: NB1010Fault, times: Int = 1, gives code: Fault.Code?) {
            (kind, own, common, place) = (.nb1010, fault.rawValue, nil, .init())
            (self.times, self.code) = (times, code)
        }

        init(_ fault: ZK4500Fault, times: Int = 1, gives code: Fault.Code?) {
            (kind, own, common, place) = (.zk4500, fault.rawValue, nil, .init())
            (self.times, self.code) = (times, code)
        }

        init(
            _ kind: PolledKind, _ fault: EmulatedFault, endpoint: UInt8, skip: Int = 0, times: Int = 1,
            gives code: Fault.Code?
        ) {
            (self.kind, own, common, self.times, self.code) = (kind, nil, fault, times, code)
            place = .init(endpoint: endpoint, skip: skip, times: times)
        }

        var testDescription: String {
            "\(own ?? common?.rawValue ?? "") \(times) times at \(place) on \(kind): \(code?.rawValue ?? "picture")"
        }
    }

    // Transfers of the NB-1010-U that carry data to the host: 0 and 1 look for a finger, 2 and 3 answer the commands, 4 and
    // on are the picture.
    static let cases = [
        Case(.shortPacket, gives: nil), Case(.shortPacket, times: 2, gives: nil),
        Case(.shortPacket, times: 3, gives: .init("reader.image")),
        Case(.rowsOutOfOrder, times: 2, gives: nil), Case(.rowsOutOfOrder, times: 3, gives: .init("reader.image")),
        Case(.silentPicture, gives: .init("usb.timeout")), Case(.endlessPicture, gives: .init("usb.timeout")),
        Case(.halfPictureLeft, gives: nil),
        Case(.nb1010, .stall, endpoint: 0x02, gives: nil),
        Case(.nb1010, .stall, endpoint: 0x02, times: 3, gives: .init("usb.stall")),
        Case(.nb1010, .silence, endpoint: 0x02, gives: .init("usb.timeout")),
        Case(.nb1010, .stall, endpoint: 0x83, gives: nil), Case(.nb1010, .stall, endpoint: 0x83, skip: 20, gives: nil),
        Case(.nb1010, .short, endpoint: 0x83, gives: nil), Case(.nb1010, .header, endpoint: 0x83, gives: nil),
        Case(.nb1010, .header, endpoint: 0x83, skip: 2, gives: nil),
        Case(.nb1010, .header, endpoint: 0x83, skip: 50, gives: nil),
        Case(.nb1010, .header, endpoint: 0x83, times: 300, gives: .init("reader.answer")),
        Case(.nb1010, .silence, endpoint: 0x83, gives: .init("usb.timeout")),
        Case(.nb1010, .silence, endpoint: 0x83, skip: 50, gives: .init("usb.timeout")),
        Case(.shortPicture, times: 2, gives: nil), Case(.shortPicture, times: 3, gives: .init("reader.image")),
        Case(.zk4500, .stall, endpoint: 0x00, gives: .init("usb.stall")),
        Case(.zk4500, .silence, endpoint: 0x00, gives: .init("usb.timeout")),
        Case(.zk4500, .stall, endpoint: 0x82, times: 2, gives: nil),
        Case(.zk4500, .stall, endpoint: 0x82, times: 3, gives: .init("usb.stall")),
        Case(.zk4500, .short, endpoint: 0x82, gives: nil),
        Case(.zk4500, .silence, endpoint: 0x82, gives: .init("usb.timeout")),
        Case(.zk4500, .silence, endpoint: 0x82, skip: 2, gives: .init("usb.timeout")),
    ]

    @Test("give the right picture or the right fault, and none outlives opening the reader again", arguments: cases)
    func fault(_ example: Case) async throws {
        let bench = PolledBench(example.kind)
        let expected = pixels(try bench.emulator.delivered(for: standardPrint))
        try await bench.emulator.present(standardPrint)
        if let own = example.own { try await bench.emulator.inject(ownFault: own, times: example.times) }
        if let common = example.common { await bench.emulator.port.inject(common, example.place) }
        if let code = example.code {
            await #expect(throws: Fault(code, "")) { _ = try await bench.picture(of: standardPrint) }
        } else {
            #expect(pixels(try #require(try await bench.picture(of: standardPrint)).image) == expected)
        }
        guard example.times < 100 else { return }
        #expect(pixels(try #require(try await bench.picture(of: standardPrint)).image) == expected)
    }
}
