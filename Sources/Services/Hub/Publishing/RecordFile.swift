internal import Fingerprint
public import Foundation
public import Ground
internal import Watchlist

/// A file of records, one JSON object a line: how a centre brings a whole list over from another system.
public enum RecordFile {
    /// Bytes of a line, at most.
    public static let lineLimit = 8 << 20

    /// Reads the records; the file itself may be of any length, the records must fit into memory.
    ///
    /// - Parameters:
    ///   - file: lines as in docs/protocol.md, "The operator's API"; empty ones are passed over.
    ///   - acceptsPoor: whether a print is enrolled although compared with itself it would not be found.
    ///   - keepsPictures: whether the prints' pictures become part of the list.
    ///   - now: records whose time is over by then are left out.
    ///   - progress: told after each thousandth record how many there are.
    /// - Returns: the records, and those that are left out as their prints are of no use or their time is over, each with
    ///   line and reason.
    /// - Throws: ``Fault`` `json.*`, `hub.word`, `list.record` with the line, also for two lines of one record; `disk.*`.
    public static func records(
        in file: URL, acceptsPoor: Bool = false, keepsPictures: Bool = false, now: Timestamp = Timestamp(Date()),
        progress: (Int) -> Void = { _ in }
    ) throws(Fault) -> Enrolled {
        let extractor = TemplateExtractor()
        var enrolled = Enrolled()
        var lines: [String: Int] = [:]
        var number = 0
        func take(_ line: Data) throws(Fault) {
            number += 1
            guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) else { return }
            let place = "line \(number) of \(file.path)"
            let description = try WireJSON.decode(
                RecordDescription.self, from: line, limit: lineLimit, naming: place)
            if let before = lines.updateValue(number, forKey: description.id) {
                throw Fault(
                    .listRecord, "line \(before) and \(place) are both of record '\(description.id)'; make them one")
            }
            var poor: [String]? = acceptsPoor ? [] : nil
            do {
                enrolled.records.append(
                    try description.record(extractor, keepsPictures: keepsPictures, now: now, poor: &poor))
                if enrolled.records.count % 1000 == 0 { progress(enrolled.records.count) }
            } catch {
                guard [.hubUnusablePrint, .hubExpired].contains(error.code) else {
                    throw Fault(error.code, "\(place): \(error.message)", cause: error.cause)
                }
                enrolled.unusable.append("\(place): \(error.message)")
            }
            enrolled.poor += (poor ?? []).map { "\(place): \($0)" }
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
        return enrolled
    }
}
