import Crypto
import Foundation
import Ground
import Testing

@testable import DeviceIdentity

@Suite("Files that travel by hand")
struct SealedFileTests {
    let hub = OpeningKey()
    let station = OpeningKey()
    let device = UUIDv7()

    private var identity: StationIdentity {
        StationIdentity(
            device: device.description, trustedRoot: Data(), key: station, hub: hub.sealingKey,
            receiptKey: Curve25519.Signing.PrivateKey().publicKey, sealedListKeys: [])
    }

    private let pieces = ["first", "second", "third"]

    private func written() throws -> Data {
        var writer = SealedFileWriter(identity, for: .outboxFile)
        var data = Data(writer.head)
        for piece in pieces { data += try writer.piece(WipingBytes(Array(piece.utf8))) }
        return data + (try writer.end())
    }

    private func read(
        _ data: Data, from sender: OpeningKey? = nil, with key: OpeningKey? = nil,
        for purpose: SealingPurpose = .outboxFile
    ) throws -> (pieces: [String], fault: Fault?) {
        let file = FileManager.default.temporaryDirectory.appending(path: "sealed-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: file) }
        try data.write(to: file)
        var found: [String] = []
        do throws(Fault) {
            let reader = try SealedFileReader(file)
            while let piece = try reader.next(
                from: (sender ?? station).senderKey, with: key ?? hub, for: purpose)
            {
                found.append(piece.withBytes { String(decoding: $0, as: UTF8.self) })
            }
            return (found, nil)
        } catch { return (found, error) }
    }

    @Test("The hub reads what the station wrote, and knows whose it is")
    func whole() throws {
        let (found, fault) = try read(try written())
        #expect(found == pieces && fault == nil)
    }

    @Test("Cut anywhere, it is said to be cut, and what came before is right")
    func cut() throws {
        let data = try written()
        for count in 0..<data.count {
            let (found, fault) = try read(data.prefix(count))
            #expect(fault != nil && found == Array(pieces.prefix(found.count)), "cut at \(count)")
        }
    }

    @Test("Any flipped bit is found")
    func flipped() throws {
        let data = try written()
        for index in data.indices {
            var other = data
            other[index] ^= 0x10
            let (found, fault) = try read(other)
            #expect(fault != nil && found == Array(pieces.prefix(found.count)), "byte \(index)")
        }
    }

    @Test("Another device's key, another hub's or another purpose opens nothing")
    func wrongKeys() throws {
        let data = try written()
        for result in [
            try read(data, from: OpeningKey()), try read(data, with: OpeningKey()), try read(data, for: .auditFile),
        ] {
            #expect(result.pieces.isEmpty && result.fault == Fault(.init("seal.broken"), ""))
        }
    }

    @Test("The station's opening key is not accepted as a sender's: one key, one purpose")
    func openingKey() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "sealed-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: file) }
        try written().write(to: file)
        let reader = try SealedFileReader(file)
        let wrong = try SenderKey(rawRepresentation: station.sealingKey.rawRepresentation)
        #expect(wrong != station.senderKey)
        #expect(throws: Fault(.init("seal.broken"), "")) { try reader.next(from: wrong, with: hub, for: .outboxFile) }
    }
}
