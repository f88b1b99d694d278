import Crypto
import Foundation
import Ground
import SmallDisk
import Testing

@testable import DeviceIdentity

@Suite(
    "Files that travel by hand, on a full stick", .serialized,
    .enabled(if: SmallDisk.isGiven, SmallDisk.elsewhere))
struct FullDiskTests {
    @Test("The file before stays, whole, nothing half lies beside it, and the next is written when there is room")
    func export() throws {
        let disk = try SmallDisk()
        let file = disk.place("export")
        defer { disk.giveBack(file) }
        let identity = StationIdentity(
            device: UUIDv7().description, trustedRoot: Data(), key: OpeningKey(), hub: OpeningKey().sealingKey,
            receiptKey: Curve25519.Signing.PrivateKey().publicKey, sealedListKeys: [])
        /// As `ridgeline outbox export` and `ridgeline audit export` write.
        func write(pieces: Int) throws(Fault) {
            try DurableFile.write(to: file, permissions: 0o600) { append throws(Fault) in
                var writer = SealedFileWriter(identity, for: .outboxFile)
                try append(writer.head)
                for _ in 0..<pieces { try append(try writer.piece(WipingBytes([UInt8](repeating: 7, count: 10_000)))) }
                try append(try writer.end())
            }
        }
        try write(pieces: 2)
        let before = try Data(contentsOf: file)
        for round in 0..<10 {
            try disk.leaveFree(round * 8192)
            #expect(throws: Fault(.init("disk.write"), "")) { try write(pieces: 9) }
            #expect(try Data(contentsOf: file) == before)
            let names = try FileManager.default.contentsOfDirectory(atPath: disk.folder.path)
            #expect(!names.contains { $0.hasPrefix(".new-") })
            disk.giveBack()
        }
        try write(pieces: 9)
        #expect(try Data(contentsOf: file) != before)
    }
}
