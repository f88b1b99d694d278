internal import Foundation
internal import Ground
internal import Identification

extension RecordCoding {
    /// - Throws: ``Fault`` `list.record` for what no list can hold.
    static func encode(_ record: WatchlistRecord) throws(Fault) -> WipingBytes {
        var fields = Fields(id: record.id)
        fields.add(.notice, [record.notice.rawValue])
        try fields.add(.reference, record.reference)
        if let date = record.validFrom { fields.add(.validFrom, milliseconds(date).bytes(.bigEndian)) }
        if let date = record.validUntil { fields.add(.validUntil, milliseconds(date).bytes(.bigEndian)) }
        try fields.add(.caution, record.caution)
        try fields.add(.instruction, record.instruction)
        let isFormat2 = record.parts.allSatisfy { $0.kind == .finger && $0.picture == nil }
        if isFormat2 { for part in record.parts { fields.add(.finger, [part.position], [part.reference]) } }
        if !record.cautions.isEmpty { fields.add(.cautions, record.cautions.map(\.rawValue).sorted()) }
        if let action = record.action { fields.add(.action, [action.rawValue]) }
        if !isFormat2 { for part in record.parts { try fields.add(part) } }
        if let display = record.display { try fields.add(display) }
        return try fields.joined()
    }

    /// Dates of no calendar, such as the distant past, are kept at the end of what 64 bits hold.
    private static func milliseconds(_ date: Date) -> UInt64 {
        UInt64(bitPattern: Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded()) ?? (date < .now ? .min : .max))
    }

    /// A record's fields, in order, until their size is known.
    private struct Fields {
        let id: String
        private var fields: [(head: [UInt8], contents: [WipingBytes])] = []
        private var size = 0

        init(id: String) { self.id = id }

        mutating func add(_ tag: Tag, _ head: [UInt8], _ contents: [WipingBytes] = []) {
            let length = contents.reduce(head.count) { $0 + $1.count }
            // A length that 32 bits do not hold is over the limit of a record by far.
            fields.append(([tag.rawValue] + UInt32(clamping: length).bytes(.bigEndian) + head, contents))
            size += 5 + length
        }

        mutating func add(_ tag: Tag, _ text: String) throws(Fault) {
            guard text.utf8.count <= longestText else {
                throw unfit("a text of it is over \(longestText) bytes; shorten it")
            }
            if !text.isEmpty { add(tag, Array(text.utf8)) }
        }

        mutating func add(_ part: RecordPart) throws(Fault) {
            let kind = part.kind.rawValue.printable
            guard part.kind.isListable else {
                throw unfit(
                    "a part of it is of a kind '\(kind.prefix(60))'; name it with a-z, 0-9 and hyphens, at most 32")
            }
            guard part.picture?.count != 0 else { throw unfit("the picture of a part of kind '\(kind)' is empty") }
            let length = UInt32(clamping: part.reference.count).bytes(.bigEndian)
            let head = [UInt8(kind.utf8.count)] + Array(kind.utf8) + [part.position] + length
            // One field, whose bytes are the head, the reference, and what is left is the picture.
            add(.part, head, [part.reference] + (part.picture.map { [$0] } ?? []))
        }

        mutating func add(_ display: DisplayData) throws(Fault) {
            try display.check(of: id)
            try add(.name, display.name)
            try add(.birthDate, display.birthDate?.description ?? "")
            try add(.nationalities, display.nationalities.joined(separator: ","))
            if display.sex != .unspecified { add(.sex, [display.sex.rawValue]) }
            if let photograph = display.photograph { add(.photograph, [], [photograph]) }
        }

        func joined() throws(Fault) -> WipingBytes {
            guard size <= ListEntry.longestPayload else {
                throw unfit("it has \(size) bytes, more than \(ListEntry.longestPayload); leave out pictures or parts")
            }
            return WipingBytes(count: size) { target in
                var at = target.startIndex
                for (head, contents) in fields {
                    at = target[at...].update(fromContentsOf: head)
                    for content in contents { at = content.withBytes { target[at...].update(fromContentsOf: $0) } }
                }
            }
        }

        private func unfit(_ reason: String) -> Fault { Fault(.listRecord, "record \(id): \(reason)") }
    }
}
