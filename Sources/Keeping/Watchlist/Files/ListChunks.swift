internal import Crypto
internal import Foundation
internal import Ground

/// The chunks of a list file, opened in order; those to come are opened on a thread of their own, a few ahead.
///
/// Opening and inflating a chunk takes about as long as what becomes of the one before, so a large list comes into force
/// in half the time where there are two processors. A file of one chunk needs no thread. One caller at a time.
final class ListChunks {
    typealias Chunk = (contents: WipingBytes, isLast: Bool)

    /// So much memory is it worth: four chunks of 64 kB.
    private static let ahead = 4

    private let input: ListInput
    private let key: SymmetricKey
    private var number: UInt64 = 0
    private var shelf: ChunkShelf?
    private var fault: Fault?

    init(_ input: ListInput, key: SymmetricKey) { (self.input, self.key) = (input, key) }

    deinit { shelf?.close() }

    /// The next chunk; none may be asked for after the last.
    ///
    /// - Throws: ``Fault`` as ``ListChunk/open(number:key:read:)``; `list.malformed` where the file goes on after its end.
    func next() throws(Fault) -> Chunk {
        if let fault { throw fault }
        do throws(Fault) {
            if let shelf { return try shelf.take() }
            let first = try Self.open(number, key, input)
            number += 1
            if !first.isLast { workAhead() }
            return first
        } catch {
            fault = error
            throw error
        }
    }

    /// - Throws: ``Fault`` `trust.mismatch` unless the file's bytes were the signed ones; call it after the last chunk.
    func finish() throws(Fault) { try input.finish() }

    private func workAhead() {
        let shelf = ChunkShelf(places: Self.ahead)
        self.shelf = shelf
        // Until the last chunk is on the shelf, the thread has the file to itself.
        nonisolated(unsafe) let input = input
        let thread = Thread { [key, number] in
            var number = number
            while shelf.awaitPlace() {
                let result = Result { () throws(Fault) in try Self.open(number, key, input) }
                shelf.put(result)
                guard case .success(let chunk) = result, !chunk.isLast else { return }
                number += 1
            }
        }
        thread.name = "list chunks"
        thread.start()
    }

    private static func open(_ number: UInt64, _ key: SymmetricKey, _ input: ListInput) throws(Fault) -> Chunk {
        var chunk = try ListChunk.open(number: number, key: key) { (count: Int) throws(Fault) in
            try input.read(count)
        }
        defer { chunk.contents.wipe() }
        if chunk.isLast, try !input.isAtEnd() {
            throw Fault(.listMalformed, "the list file goes on after its end; fetch it again")
        }
        return (WipingBytes(chunk.contents), chunk.isLast)
    }
}
