import Crypto
import Foundation
import Ground
import Testing

@testable import DeviceIdentity

/// A small disk that may be filled; scripts/test-full-disk makes one and sets this.
private let smallDisk = ProcessInfo.processInfo.environment["RIDGELINE_SMALL_DISK"].map { URL(filePath: $0) }

@Suite(
    "Files that travel by hand, on a full stick", .serialized,
    .enabled(if: smallDisk != nil, "scripts/test-full-disk runs these on a small disk of their own"))
struct FullDiskTests {
    @Test("The file before stays, whole, nothing half lies beside it, and the next is written when there is room")
    func export() throws {
        let disk = try #require(smallDisk)
        let (file, ballast) = (disk.appending(path: "\(UUIDv7()).rlo"), disk.appending(path: "ballast"))
        defer { for each in [file, ballast] { try? FileManager.default.removeItem(at: each) } }
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
            let free = try #require(
                try FileManager.default.attributesOfFileSystem(forPath: disk.path)[.systemFreeSize] as? Int)
            try Data(count: max(0, free - round * 8192)).write(to: ballast)
            #expect(throws: Fault("disk.write", "")) { try write(pieces: 9) }
            #expect(try Data(contentsOf: file) == before)
            #expect(!FileManager.default.fileExists(atPath: file.path + ".new"))
            try FileManager.default.removeItem(at: ballast)
        }
        try write(pieces: 9)
        #expect(try Data(contentsOf: file) != before)
    }
}
