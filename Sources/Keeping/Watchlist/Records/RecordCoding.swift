internal import Foundation
internal import Ground
internal import ListFiles

/// A record as bytes: fields of tag (1 byte), length (4 bytes, big endian) and value, by ascending tag.
///
/// Fields that a later version adds are skipped here and kept in the list's files. Fields up to `finger` are those of list
/// format 2; a record that needs no other has none, so that it is the same bytes in both formats.
enum RecordCoding {
    enum Tag: UInt8 {
        case notice = 1
        case reference, validFrom, validUntil, caution, instruction
        /// Position, then template; as many as there are fingers, where no part needs ``part``.
        case finger
        /// A number each, ascending.
        case cautions
        case action
        /// Kind after its length (1 byte), position (1 byte), reference after its length (4 bytes), then the picture.
        case part
        case name, birthDate
        /// With commas between them.
        case nationalities
        case sex, photograph

        static let lastOfFormat2 = finger

        /// Whether a record may have several of them.
        var isRepeated: Bool { self == .finger || self == .part }
    }

    static let longestText = 4096

    /// The earliest list format that says all that a record says.
    ///
    /// - Throws: ``Fault`` `list.malformed` for what is no record.
    static func format(of payload: WipingBytes, id: String) throws(Fault) -> ListFormat {
        try payload.withBytes { (bytes) throws(Fault) in
            var reader = ByteReader(bytes, orThrow: malformed(id))
            var last: UInt8 = 0
            while reader.left > 0 {
                last = max(last, try reader.uint8())
                _ = try reader.bytes(Int(reader.uint32()))
            }
            return last <= Tag.lastOfFormat2.rawValue ? .two : .three
        }
    }

    static func malformed(_ id: String) -> Fault {
        Fault(.listMalformed, "record '\(id)' cannot be read; fetch the list again")
    }
}
