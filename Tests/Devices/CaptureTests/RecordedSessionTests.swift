import Checkout
import Foundation
import Ground
import Testing

@testable import URU4000

/// Everything that a real Microsoft reader sent in the recorded session, cut short and spoiled.
@Suite("The recorded session, truncated and mutated")
struct RecordedSessionTests {
    private static let file = Checkout.data.appending(path: "recordings/uru4000-msv2/capture.pcapng")

    /// The data of each packet: pcapng's enhanced packet blocks (type 6), each with usbmon's header of 64 bytes.
    private static func packets() throws -> [[UInt8]] {
        let bytes = Array(try Data(contentsOf: file))
        func word(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } }
        var packets: [[UInt8]] = []
        var at = 0
        while at + 12 <= bytes.count {
            let length = word(at + 4)
            guard length >= 12, at + length <= bytes.count else { break }
            if word(at) == 6, length >= 32 {
                let captured = min(word(at + 20), length - 32)
                if captured > 64 { packets.append(Array(bytes[at + 28 + 64..<at + 28 + captured])) }
            }
            at += length
        }
        return packets
    }

    @Test(
        "never stops the driver's parsers",
        .enabled(if: FileManager.default.fileExists(atPath: file.path), "needs the recorded session"),
        .timeLimit(.minutes(20)))
    func spoiled() throws {
        let packets = try Self.packets()
        let image = try #require(packets.first { $0.count >= 64 + 384 * 200 }, "the recording has a picture")
        #expect(try ImageTransfer(WipingBytes(image)).storedLines == 289)
        var random = SplitMix64(seed: 11)
        var outcomes = (pictures: 0, refusals: 0)
        func feed(_ bytes: [UInt8]) {
            _ = URU4000Decoding.interrupt(bytes)
            let key = UInt32.random(in: 0...UInt32.max, using: &random)
            if (try? URU4000Decoding.picture(WipingBytes(bytes), key: key, upsideDown: false)) == nil {
                outcomes.refusals += 1
            } else {
                outcomes.pictures += 1
            }
        }
        for packet in packets where packet.count < 1000 {
            for count in 0...packet.count { feed(Array(packet.prefix(count))) }
        }
        for count in Array(0...128) + stride(from: 129, to: image.count, by: 3001) { feed(Array(image.prefix(count))) }
        for _ in 0..<300 {
            var spoiled = image
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let end = Bool.random(using: &random) ? 64 : spoiled.count
                let at = Int.random(in: 0..<end, using: &random)
                spoiled[at] = UInt8.random(in: 0...255, using: &random)
            }
            feed(spoiled)
        }
        #expect(outcomes.pictures > 100)
        #expect(outcomes.refusals > 100)
    }
}
