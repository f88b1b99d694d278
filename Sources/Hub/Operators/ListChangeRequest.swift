internal import Fingerprint
internal import Foundation
internal import Ground
internal import HTTPTypes
internal import Imaging
internal import Watchlist

/// What an operator wants changed of a list: records that come, or come anew, and records that go.
struct ListChangeRequest: Decodable {
    /// Bytes of the JSON form, at most.
    static let limit = 8 << 20

    struct Print: Decodable {
        /// Which finger; unknown where it is not said.
        let finger: String?
        /// A file: PNG, BMP, PGM or JPEG.
        let picture: Data
    }

    struct Record: Decodable {
        let id: String
        let notice: String
        let reference: String?
        let caution: String?
        let instruction: String?
        let validFrom: Timestamp?
        let validUntil: Timestamp?
        let prints: [Print]
    }

    let put: [Record]?
    let remove: [String]?

    /// - Throws: ``Refusal`` 400 where a word is unknown or a print unusable; then nothing is to be changed.
    func changes() throws -> [ListChange] {
        try (put ?? []).map { .put(try Self.record($0)) } + (remove ?? []).map { .remove(id: $0) }
    }

    private static func record(_ wanted: Record) throws -> WatchlistRecord {
        let extractor = TemplateExtractor()
        let fingers = try wanted.prints.enumerated().map { number, print in
            do {
                let template = try extractor.extract(try ImageFile.read(print.picture)).template
                return ListedFinger(
                    position: try print.finger.map { try word($0) } ?? .unknown,
                    template: template.withBytes { WipingBytes($0) })
            } catch let error as ExtractionError {
                guard case .retry(let retry) = error else { throw unusable("print \(number + 1) cannot be read") }
                throw unusable("print \(number + 1) of '\(wanted.id)': \(retry.message)")
            } catch let fault as Fault {
                throw unusable("print \(number + 1) of '\(wanted.id)': \(fault.message)")
            }
        }
        guard !fingers.isEmpty else { throw unusable("'\(wanted.id)' has no print") }
        return WatchlistRecord(
            id: wanted.id, notice: try word(wanted.notice), reference: wanted.reference ?? wanted.id,
            validFrom: wanted.validFrom?.date, validUntil: wanted.validUntil?.date, caution: wanted.caution ?? "",
            instruction: wanted.instruction ?? "", fingers: fingers)
    }

    private static func word<Value: CaseIterable>(_ word: String) throws -> Value {
        guard let value = Value.allCases.first(where: { "\($0)" == word }) else {
            let all = Value.allCases.map { "\($0)" }.joined(separator: ", ")
            throw Refusal(.badRequest, "hub.word", "'\(word.prefix(60))' is none of \(all)")
        }
        return value
    }

    private static func unusable(_ reason: String) -> Refusal {
        Refusal(.badRequest, "hub.unusablePrint", "nothing is changed: \(reason)")
    }
}
