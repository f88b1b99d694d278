internal import Foundation
internal import Ground
internal import Identification

extension RecordCoding {
    /// - Parameter details: whether the record comes with its pictures and with what the officer sees; they are checked
    ///   all the same.
    /// - Throws: ``Fault`` `list.malformed` for anything that ``encode(_:)`` of this or a later version did not write.
    static func decode(id: String, _ payload: WipingBytes, details: Bool = true) throws(Fault) -> WatchlistRecord {
        try payload.withBytes { (bytes) throws(Fault) in
            var reading = RecordReading(id, details: details)
            var previous: UInt8 = 0
            var reader = ByteReader(bytes, orThrow: malformed(id))
            while reader.left > 0 {
                let raw = try reader.uint8()
                let value = try reader.bytes(Int(reader.uint32()))
                let tag = Tag(rawValue: raw)
                guard raw > previous || (raw == previous && tag?.isRepeated == true) else { throw malformed(id) }
                previous = raw
                // Nil: a field of a later version.
                if let tag { try reading.take(tag, value) }
            }
            return try reading.finished()
        }
    }
}

/// A record that is read field by field.
private struct RecordReading {
    private typealias Value = Slice<UnsafeBufferPointer<UInt8>>

    private var record: WatchlistRecord
    private var display = DisplayData()
    private var hasNotice = false
    private var hasMore = false
    private let details: Bool

    init(_ id: String, details: Bool) {
        record = WatchlistRecord(id: id, notice: .other, reference: "", parts: [])
        self.details = details
    }

    mutating func take(_ tag: RecordCoding.Tag, _ value: Slice<UnsafeBufferPointer<UInt8>>) throws(Fault) {
        switch tag {
        case .notice:
            record.notice = NoticeKind(rawValue: try byte(value)) ?? .other
            hasNotice = true
        case .reference: record.reference = try text(value)
        case .validFrom: record.validFrom = try date(value)
        case .validUntil: record.validUntil = try date(value)
        case .caution: record.caution = try text(value)
        case .instruction: record.instruction = try text(value)
        case .finger:
            guard let position = value.first else { throw malformed }
            record.parts.append(
                RecordPart(kind: .finger, position: position, reference: WipingBytes(value.dropFirst())))
        case .cautions:
            guard !value.isEmpty, zip(value, value.dropFirst()).allSatisfy({ $0 < $1 }) else { throw malformed }
            record.cautions = Set(value.map { Caution(rawValue: $0) ?? .other })
        case .action: record.action = ListedAction(rawValue: try byte(value)) ?? .other
        case .part: record.parts.append(try part(value))
        case .name: display.name = try text(value)
        case .birthDate:
            guard let date = PartialDate(try text(value)) else { throw malformed }
            display.birthDate = date
        case .nationalities: display.nationalities = try text(value).split(separator: ",").map(String.init)
        case .sex: display.sex = DisplayData.Sex(rawValue: try byte(value)) ?? .unspecified
        case .photograph:
            guard DisplayData.isPhotograph(value) else { throw malformed }
            if details { display.photograph = WipingBytes(value) } else { hasMore = true }
        }
    }

    func finished() throws(Fault) -> WatchlistRecord {
        guard hasNotice, display.objection == nil else { throw malformed }
        var record = record
        if details, !display.isEmpty { record.display = display }
        record.hasMore = hasMore || !details && !display.isEmpty
        return record
    }

    private mutating func part(_ value: Value) throws(Fault) -> RecordPart {
        let malformed = malformed
        var reader = ByteReader(value, orThrow: malformed)
        guard let text = String(validating: try reader.bytes(Int(reader.uint8())), as: UTF8.self) else {
            throw malformed
        }
        let kind = ModalityKind(rawValue: text)
        guard kind.isListable else { throw malformed }
        let position = try reader.uint8()
        let reference = WipingBytes(try reader.bytes(Int(reader.uint32())))
        let picture = details && reader.left > 0 ? WipingBytes(try reader.bytes(reader.left)) : nil
        hasMore = hasMore || reader.left > 0
        return RecordPart(kind: kind, position: position, reference: reference, picture: picture)
    }

    private func byte(_ value: Value) throws(Fault) -> UInt8 {
        guard value.count == 1, let byte = value.first else { throw malformed }
        return byte
    }

    private func text(_ value: Value) throws(Fault) -> String {
        guard value.count <= RecordCoding.longestText, let text = String(validating: value, as: UTF8.self) else {
            throw malformed
        }
        return text
    }

    private func date(_ value: Value) throws(Fault) -> Date {
        guard value.count == 8 else { throw malformed }
        return Date(timeIntervalSince1970: Double(Int64(value, .bigEndian)) / 1000)
    }

    private var malformed: Fault { RecordCoding.malformed(record.id) }
}
