public import Foundation
public import Ground

/// Reads what a ``SealedFileWriter`` made, piece by piece, in bounded memory. Not thread-safe.
public final class SealedFileReader {
    /// Who the file says it is from; proved by each piece.
    public let device: UUIDv7
    private let identifier: String
    private let handle: FileHandle
    private let name: String
    private var number = 0

    /// - Throws: ``Fault`` `file.invalid` for what is no such file, `disk.read`.
    public init(_ file: URL) throws(Fault) {
        name = file.lastPathComponent
        handle = FileHandle(fileDescriptor: try DurableFile.openToRead(file), closeOnDealloc: true)
        let magic = SealedFileWriter.magic
        // The magic, two identifiers of 36 characters, a space and the end of the line.
        let head = (try? handle.read(upToCount: magic.count + 74)) ?? Data()
        let words = String(decoding: head.dropFirst(magic.count).dropLast(), as: UTF8.self).split(separator: " ")
        guard head.starts(with: magic), head.last == UInt8(ascii: "\n"), words.count == 2,
            let device = UUIDv7(words[0]), UUIDv7(words[1]) != nil
        else { throw Fault(.fileInvalid, "\(name) is no sealed file of a device; export it again") }
        self.device = device
        identifier = String(words[1])
    }

    /// The next piece; nil at the file's proper end.
    ///
    /// - Throws: ``Fault`` `file.cut` where the file ends too early, `seal.broken` where a piece was altered: what came
    ///   before holds all the same.
    public func next(from sender: SenderKey, with key: OpeningKey, for purpose: SealingPurpose) throws(Fault)
        -> WipingBytes?
    {
        let head = read(4)
        let count = Int(head, .bigEndian)
        guard head.count == 4, count <= SealedFileWriter.pieceLimit + SealingKey.overhead else { throw cut() }
        let sealed = read(count)
        guard sealed.count == count else { throw cut() }
        let context = SealedFileWriter.context("\(device)", identifier, number)
        let opened = try key.open(sealed, from: sender, for: purpose, authenticating: context)
        number += 1
        return opened.count == 0 ? nil : opened
    }

    private func read(_ count: Int) -> Data { (try? handle.read(upToCount: count)) ?? Data() }

    private func cut() -> Fault {
        Fault(
            .fileCut,
            "\(name) ends early or is damaged after \(number) pieces; what came before was taken, export again")
    }
}
