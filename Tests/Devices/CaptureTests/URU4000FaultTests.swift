import Capture
import Emulators
import Ground
import Imaging
import Testing

@testable import URU4000

@Suite("Faults of a U.are.U 4000", .timeLimit(.minutes(20)))
struct URU4000FaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let variant: URU4000Variant
        let faults: [URU4000Fault]
        let times: Int
        /// nil: the picture comes all the same.
        let code: Fault.Code?

        init(
            _ faults: URU4000Fault..., times: Int = 1, on variant: URU4000Variant = .uareu4500, gives code: Fault.Code?
        ) {
            (self.faults, self.times, self.code, self.variant) = (faults, times, code, variant)
        }

        var testDescription: String { "\(faults) \(times) times on \(variant): \(code?.rawValue ?? "picture")" }
    }

    static let cases = [
        Case(.confused, gives: nil), Case(.confused, on: .microsoftV2, gives: nil),
        Case(.noPowerInterrupt, times: 2, gives: nil),
        Case(.noPowerInterrupt, times: 3, gives: .init("reader.powerUp")),
        Case(.stuckInLowPower, times: 99, gives: nil),
        Case(.stuckInLowPower, times: 100, gives: .init("reader.powerUp")),
        Case(.stalledControl, gives: .init("usb.stall")), Case(.silentControl, gives: .init("usb.timeout")),
        Case(.shortControl, gives: .init("usb.short")),
        Case(.stalledImage, times: 2, gives: nil), Case(.stalledImage, times: 3, gives: .init("usb.stall")),
        Case(.silentImage, gives: .init("usb.timeout")),
        Case(.emptyImage, times: 2, gives: nil), Case(.emptyImage, times: 3, gives: .init("reader.image")),
        Case(.shortImage, times: 2, gives: nil), Case(.shortImage, times: 3, gives: .init("reader.image")),
        Case(.tooManyLines, times: 2, gives: nil), Case(.tooManyLines, times: 3, gives: .init("reader.image")),
        Case(.overrunningBlocks, times: 2, gives: nil),
        Case(.overrunningBlocks, times: 3, gives: .init("reader.image")),
        Case(.newKeyInTheMiddle, gives: nil), Case(.newKeyInTheMiddle, on: .microsoftV2, gives: nil),
        Case(.death, gives: nil), Case(.death, .emptyImage, gives: .init("reader.died")),
        Case(.death, .silentImage, gives: .init("reader.died")),
    ]

    @Test("give the right picture or the right fault, and none outlives opening the reader again", arguments: cases)
    func fault(_ example: Case) async throws {
        let bench = Bench(example.variant)
        let print = standardPrint
        let expected = pixels(try bench.emulator.delivered(for: print))
        for fault in example.faults { await bench.emulator.inject(fault, times: example.times) }
        if let code = example.code {
            await #expect(throws: Fault(code, "")) { _ = try await bench.picture(of: print) }
        } else {
            #expect(pixels(try #require(try await bench.picture(of: print)).image) == expected)
        }
        #expect(pixels(try #require(try await bench.picture(of: print)).image) == expected)
    }

    @Test("A finger that leaves before its picture gives no picture, and is no fault")
    func lifted() async throws {
        let bench = Bench()
        await bench.emulator.inject(.liftedDuringImage)
        #expect(try await bench.picture(of: standardPrint) == nil)
        #expect(try await bench.picture(of: standardPrint) != nil)
    }

    @Test("Unplugging at any transfer is reported as such", arguments: URU4000Variant.allCases)
    func unpluggedAtTransfer(variant: URU4000Variant) async throws {
        let whole = Bench(variant)
        _ = try await whole.picture(of: standardPrint)
        let transfers = await whole.emulator.device.transfers
        // The very last transfer switches the reader off, which may fail silently.
        for number in 1..<transfers {
            let bench = Bench(variant)
            await bench.emulator.device.unplug(atTransfer: number)
            await #expect(throws: Fault(.init("device.unplugged"), ""), "transfer \(number)") {
                _ = try await bench.picture(of: standardPrint)
            }
            await bench.emulator.device.plug()
            #expect(try await bench.picture(of: standardPrint) != nil, "after transfer \(number)")
        }
    }

    @Test("Unplugging ends every wait at once", arguments: ["finger", "finger off"])
    func unpluggedInWait(wait: String) async throws {
        let bench = Bench()
        let reader = try await bench.reader()
        try await bench.emulator.present(standardPrint)
        try await reader.open()
        if wait == "finger" { await bench.emulator.lift() } else { try await reader.awaitFinger() }
        let before = await bench.emulator.device.transfers
        let waiting = Task {
            if wait == "finger" { try await reader.awaitFinger() } else { try await reader.awaitFingerOff() }
        }
        await bench.emulator.device.until { $0.transfers > before }
        await bench.emulator.device.unplug()
        await #expect(throws: Fault(.init("device.unplugged"), "")) { try await waiting.value }
        await reader.close()
    }

    @Test("A transfer that is spoiled anywhere ends in a word or a picture, and the next session is whole")
    func spoiled() async throws {
        for fault in EmulatedFault.allCases {
            for endpoint in [UInt8(0), 0x81, 0x82] {
                let bench = Bench()
                await bench.emulator.device.inject(fault, .init(endpoint: endpoint, skip: endpoint == 0 ? 4 : 0))
                do throws(Fault) { _ = try await bench.picture(of: standardPrint) } catch {
                    let about = error.code.rawValue.split(separator: ".").first
                    #expect(about == "usb" || about == "reader", "\(fault) on \(endpoint): \(error)")
                }
                let next = try await bench.picture(of: standardPrint)
                #expect(next != nil, "after \(fault) on \(endpoint)")
            }
        }
    }

    @Test("Closing ends a wait")
    func closedInWait() async throws {
        let bench = Bench()
        let (reader, waiting) = try await bench.waiting()
        await reader.close()
        await #expect(throws: Fault(.init("usb.cancelled"), "")) { try await waiting.value }
    }
}
