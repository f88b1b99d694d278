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
        if let date = record.validFrom { fields.append((.validFrom, milliseconds(date).bytes(.bigEndian))) }
        if let date = record.validUntil { fields.append((.validUntil, milliseconds(date).bytes(.bigEndian))) }
        try text(.caution, record.caution)
        try text(.instruction, record.instruction)
        let fixed = fields.flatMap { [$0.rawValue] + UInt32($1.count).bytes(.bigEndian) + $1 }
        let size = record.fingers.reduce(fixed.count) { $0 + 6 + $1.template.count }
        guard size <= ListEntry.longestPayload else {
            throw Fault(.listRecord, "record \(record.id) has \(size) bytes; leave out fingers")
        }
        return WipingBytes(count: size) { target in
            var at = target.update(fromContentsOf: fixed)
            for finger in record.fingers {
                let length = UInt32(finger.template.count + 1).bytes(.bigEndian)
                let head = [Tag.finger.rawValue] + length + [finger.position.rawValue]
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
        var malformed: Fault { Fault(.listMalformed, "record '\(id)' cannot be read; fetch the list again") }
        var (reference, caution, instruction) = ("", "", "")
        var validFrom: Date?
        var validUntil: Date?
        var notice: NoticeKind?
        var fingers: [ListedFinger] = []
        func text(_ value: Slice<UnsafeBufferPointer<UInt8>>) throws(Fault) -> String {
            guard value.count <= longestText, let text = String(validating: value, as: UTF8.self) else {
                throw malformed
            }
            return text
        }
        func date(_ value: Slice<UnsafeBufferPointer<UInt8>>) throws(Fault) -> Date {
            guard value.count == 8 else { throw malformed }
            return Date(timeIntervalSince1970: Double(Int64(value, .bigEndian)) / 1000)
        }
        var previous: UInt8 = 0
        var reader = ByteReader(bytes, orThrow: malformed)
        while reader.left > 0 {
            let raw = try reader.uint8()
            let value = try reader.bytes(Int(reader.uint32()))
            guard raw > previous || (raw == previous && raw == Tag.finger.rawValue) else { throw malformed }
            previous = raw
            // A field of a later version.
            guard let tag = Tag(rawValue: raw) else { continue }
            switch tag {
            case .notice:
                guard value.count == 1, let byte = value.first else { throw malformed }
                notice = NoticeKind(rawValue: byte) ?? .other
            case .reference: reference = try text(value)
            case .validFrom: validFrom = try date(value)
            case .validUntil: validUntil = try date(value)
            case .caution: caution = try text(value)
            case .instruction: instruction = try text(value)
            case .finger:
                guard let byte = value.first else { throw malformed }
                fingers.append(
                    ListedFinger(
                        position: FingerPosition(rawValue: byte) ?? .unknown, template: WipingBytes(value.dropFirst())))
            }
        }
        guard let notice else { throw malformed }
        return WatchlistRecord(
            id: id, notice: notice, reference: reference, validFrom: validFrom, validUntil: validUntil,
            caution: caution, instruction: instruction, fingers: fingers)
    }

    /// Dates of no calendar, such as the distant past, are kept at the end of what 64 bits hold.
    private static func milliseconds(_ date: Date) -> UInt64 {
        UInt64(bitPattern: Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded()) ?? (date < .now ? .min : .max))
    }
}
