public import CaseMessages
internal import DeviceIdentity
public import Foundation
public import Ground

extension Hub {
    /// Takes the items of a file that came by hand, exactly once, whatever came over the network.
    ///
    /// - Returns: the outcomes of what could be taken, and why the rest of the file could not; nil where all could.
    /// - Throws: ``Fault`` `file.invalid`, `hub.unknownDevice`, `hub.revoked`, `hub.database`: then nothing was taken.
    public func importItems(from file: URL) async throws(Fault) -> (items: [BatchAnswer.Outcome], problem: Fault?) {
        let reader = try SealedFileReader(file)
        let station = try await sender(of: reader)
        var outcomes: [BatchAnswer.Outcome] = []
        var problem: Fault?
        while true {
            let piece: WipingBytes
            do {
                guard let next = try reader.next(from: station, with: openingKey, for: .outboxFile) else {
                    return (outcomes, problem)
                }
                piece = next
            } catch { return (outcomes, problem ?? error) }
            // One that is no batch is lost; those after it are whole.
            let batch: ItemBatch
            do { batch = try ItemBatch(decoding: piece.withBytes { Data($0) }) } catch {
                problem = problem ?? error
                continue
            }
            outcomes += try await receive(batch, from: reader.device)
        }
    }

    /// Opens an exported audit log.
    ///
    /// - Parameter onFile: told each file of the log, oldest first, by name and content.
    /// - Returns: whose log it is, and what was left out of it; nil where all could be told.
    /// - Throws: ``Fault`` as ``importItems(from:)``, and `file.cut`, `seal.broken` once the files before were told.
    public func openAudit(
        _ file: URL, onFile: (String, Data) throws(Fault) -> Void
    ) async throws(Fault) -> (device: UUIDv7, problem: Fault?) {
        let reader = try SealedFileReader(file)
        let station = try await sender(of: reader)
        var problem: Fault?
        while let piece = try reader.next(from: station, with: openingKey, for: .auditFile) {
            let bytes = piece.withBytes { Data($0) }
            let name = bytes.prefix { $0 != UInt8(ascii: "\n") }
            // A name is digits and an ending, so that no file leads out of the folder.
            guard name.count == 14, name.prefix(10).allSatisfy({ (48...57).contains($0) }),
                name.suffix(4) == Data(".log".utf8)
            else {
                problem = Fault(.fileInvalid, "the device's file holds something else than an audit log; look into it")
                continue
            }
            try onFile(String(decoding: name, as: UTF8.self), Data(bytes.dropFirst(name.count + 1)))
        }
        return (reader.device, problem)
    }

    private func sender(of reader: SealedFileReader) async throws(Fault) -> SenderKey {
        guard let device = try await inventory.find(reader.device) else {
            throw Fault(
                .hubUnknownDevice, "no device \(reader.device) was enrolled here; take the file to its own hub")
        }
        guard device.revoked == nil else {
            throw Fault(.hubRevoked, "device \(reader.device) was revoked; nothing is taken from it")
        }
        return try SenderKey(rawRepresentation: device.senderKey)
    }
}
