internal import Fingerprint
public import Foundation
public import Ground
public import Watchlist

/// A file of records, one JSON object a line: how a centre brings a whole list over from another system.
public enum RecordFile {
    /// Bytes of a line, at most.
    public static let lineLimit = 8 << 20

    /// Reads the records; the file itself may be of any length, the records must fit into memory.
    ///
    /// - Parameters:
    ///   - file: lines as in docs/protocol.md, "The operator's API"; empty ones are passed over.
    ///   - progress: told after each thousandth record how many there are.
    /// - Throws: ``Fault`` `json.*`, `hub.word`, `hub.unusablePrint`, with the line; `disk.*`.
    public static func records(
        in file: URL, progress: (Int) -> Void = { _ in }
    ) throws(Fault) -> [WatchlistRecord] {
        let extractor = TemplateExtractor()
        var records: [WatchlistRecord] = []
        var number = 0
        func take(_ line: Data) throws(Fault) {
            number += 1
            guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) else { return }
            let place = "line \(number) of \(file.path)"
            let description = try WireJSON.decode(
                RecordDescription.self, from: line, limit: lineLimit, naming: place)
            do { records.append(try description.record(extractor)) } catch {
                throw Fault(error.code, "\(place): \(error.message)", cause: error.cause)
            }
            if records.count % 1000 == 0 { progress(records.count) }
        }
        var rest = Data()
        try DurableFile.read(file, from: 0) { (piece: UnsafeRawBufferPointer) throws(Fault) in
            rest.append(contentsOf: piece)
            var lines = rest.split(separator: 0x0A, omittingEmptySubsequences: false)
            let unfinished = lines.removeLast()
            for line in lines { try take(line) }
            guard unfinished.count <= lineLimit else {
                throw Fault(.jsonTooLarge, "line \(number + 1) of \(file.path) is longer than \(lineLimit) bytes")
            }
            rest = Data(unfinished)
        }
        try take(rest)
        return records
    }
}
