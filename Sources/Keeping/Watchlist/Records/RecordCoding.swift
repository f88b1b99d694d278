internal import Fingerprint
internal import Foundation
internal import Ground

/// A record as bytes: fields of tag (1 byte), length (4 bytes, big endian) and value, by ascending tag.
///
/// Fields that a later version adds are skipped here and kept in the list's files.
enum RecordCoding {
    private enum Tag: UInt8 {
        case notice = 1
        case reference, validFrom, validUntil, caution, instruction
        /// Position, then template; as many as there are fingers.
        case finger
    }

    static let longestText = 4096

    /// - Throws: ``Fault`` `list.record` for texts that are too long or a record of no length that fits.
    static func encode(_ record: WatchlistRecord) throws(Fault) -> WipingBytes {
        var fields: [(Tag, [UInt8])] = [(.notice, [record.notice.rawValue])]
        func text(_ tag: Tag, _ value: String) throws(Fault) {
            guard value.utf8.count <= longestText else {
                throw Fault(.listRecord, "a text of record \(record.id) is over \(longestText) bytes; shorten it")
            }
            if !value.isEmpty { fields.append((tag, Array(value.utf8))) }
        }
        try text(.reference, record.reference)
        if let date = record.validFrom { fields.append((.validFrom, bigEndian(milliseconds(date)))) }
        if let date = record.validUntil { fields.append((.validUntil, bigEndian(milliseconds(date)))) }
        try text(.caution, record.caution)
        try text(.instruction, record.instruction)
        let fixed = fields.flatMap { [$0.rawValue] + bigEndian(UInt32($1.count)) + $1 }
        let size = record.fingers.reduce(fixed.count) { $0 + 6 + $1.template.count }
        guard size <= ListEntry.longestPayload else {
            throw Fault(.listRecord, "record \(record.id) has \(size) bytes; leave out fingers")
        }
        return WipingBytes(count: size) { target in
            var at = target.update(fromContentsOf: fixed)
            for finger in record.fingers {
                let head =
                    [Tag.finger.rawValue] + bigEndian(UInt32(finger.template.count + 1)) + [finger.position.rawValue]
                at = target[at...].update(fromContentsOf: head)
                at = finger.template.withBytes { target[at...].update(fromContentsOf: $0) }
            }
        }
    }

    /// - Throws: ``Fault`` `list.malformed` for anything that ``encode(_:)`` of this or a later version did not write.
    static func decode(id: String, _ payload: WipingBytes) throws(Fault) -> WatchlistRecord {
        try payload.withBytes { (bytes: UnsafeBufferPointer<UInt8>) throws(Fault) in
            try decode(id: id, bytes: bytes)
        }
    }

    private static func decode(id: String, bytes: UnsafeBufferPointer<UInt8>) throws(Fault) -> WatchlistRecord {
        let malformed = Fault(.listMalformed, "record '\(id)' cannot be read; fetch the list again")
        var texts: [Tag: String] = [:]
        var dates: [Tag: Date] = [:]
        var notice: NoticeKind?
        var fingers: [ListedFinger] = []
        var at = 0
        var previous: UInt8 = 0
        while at < bytes.count {
            guard bytes.count - at >= 5 else { throw malformed }
            let raw = bytes[at]
            let length = bytes[(at + 1)..<(at + 5)].reduce(0) { $0 << 8 | Int($1) }
            at += 5
            guard raw > previous || (raw == previous && raw == Tag.finger.rawValue), length <= bytes.count - at else {
                throw malformed
            }
            let value = bytes[at..<(at + length)]
            at += length
            previous = raw
            switch Tag(rawValue: raw) {
            case .notice:
                guard length == 1, let byte = value.first else { throw malformed }
                notice = NoticeKind(rawValue: byte) ?? .other
            case .reference, .caution, .instruction:
                guard length <= longestText, let text = String(validating: value, as: UTF8.self) else {
                    throw malformed
                }
                texts[Tag(rawValue: raw) ?? .reference] = text
            case .validFrom, .validUntil:
                guard length == 8 else { throw malformed }
                let milliseconds = Int64(bitPattern: value.reduce(0) { $0 << 8 | UInt64($1) })
                dates[Tag(rawValue: raw) ?? .validFrom] = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            case .finger:
                guard let byte = value.first else { throw malformed }
                fingers.append(
                    ListedFinger(
                        position: FingerPosition(rawValue: byte) ?? .unknown, template: WipingBytes(value.dropFirst())))
            case nil: continue
            }
        }
        guard let notice else { throw malformed }
        return WatchlistRecord(
            id: id, notice: notice, reference: texts[.reference] ?? "", validFrom: dates[.validFrom],
            validUntil: dates[.validUntil], caution: texts[.caution] ?? "", instruction: texts[.instruction] ?? "",
            fingers: fingers)
    }

    /// Dates of no calendar, such as the distant past, are kept at the end of what 64 bits hold.
    private static func milliseconds(_ date: Date) -> UInt64 {
        UInt64(bitPattern: Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded()) ?? (date < .now ? .min : .max))
    }
}

/// The bytes of an integer, most significant first.
func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
