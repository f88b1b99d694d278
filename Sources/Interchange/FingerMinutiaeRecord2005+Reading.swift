internal import Fingerprint
public import Ground

extension FingerMinutiaeRecord2005 {
    /// Whether the bytes begin like such a record; INCITS 378-2004 begins with the same eight bytes.
    public static func recognises(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= headerLength, Array(bytes[..<8]) == magic else { return false }
        // INCITS has a two-byte length of 26 or more here, or zero and a four-byte length of at least 0x10000.
        let first = UInt16(bytes[8]) << 8 | UInt16(bytes[9])
        let second = UInt16(bytes[10]) << 8 | UInt16(bytes[11])
        return first < 26 && (first > 0 || second >= 24)
    }

    /// Reads a record.
    ///
    /// Lenient reading passes over a wrong total length, reserved bits, the order of views, an extended data block that
    /// is cut short or ill-formed, and leaves out minutiae outside the picture.
    /// - Throws: ``Fault`` `interchange.format`, `interchange.truncated`, `interchange.malformed`.
    public init(reading bytes: [UInt8], _ strictness: Strictness = .strict) throws(Fault) {
        let strict = strictness == .strict
        guard Self.recognises(bytes) else {
            throw Fault("interchange.format", "this is not an \(Self.name); check which format the file has")
        }
        var reader = ByteReader(bytes, Self.name)
        _ = try reader.bytes(Self.magic.count)
        let length = try reader.uint32()
        if strict, Int(length) != bytes.count {
            throw Self.malformed("says it has \(length) bytes, but has \(bytes.count)")
        }
        captureEquipment = try reader.uint16()
        width = try reader.uint16()
        height = try reader.uint16()
        resolutionX = try reader.uint16()
        resolutionY = try reader.uint16()
        guard min(resolutionX, resolutionY) >= (strict ? 99 : 1) else {
            throw Self.malformed("has a resolution of \(resolutionX) x \(resolutionY) pixels per centimetre")
        }
        let count = try reader.uint8()
        let reserved = try reader.uint8()
        if strict, reserved != 0 || captureEquipment >> 12 & 0b0111 != 0 {
            throw Self.malformed("has reserved bits set in its header")
        }
        views = []
        for _ in 0..<count {
            let view = try Self.view(&reader, width: width, height: height, strict: strict)
            if strict, Int(view.number) != views.count(where: { $0.position == view.position }) {
                throw Self.malformed("does not count its views of finger \(view.position.rawValue) from 0 upwards")
            }
            views.append(view)
        }
        if strict, reader.left > 0 { throw Self.malformed("goes on for \(reader.left) bytes after its last view") }
    }

    private static func view(
        _ reader: inout ByteReader, width: UInt16, height: UInt16, strict: Bool
    ) throws(Fault) -> View {
        let finger = try reader.uint8()
        guard let position = FingerPosition(rawValue: finger) else {
            throw malformed("has a finger position \(finger), which does not exist")
        }
        let kind = try reader.uint8()
        let quality = try reader.uint8()
        if strict, quality > 100 { throw malformed("has a finger quality of \(quality), more than 100") }
        let count = try reader.uint8()
        var view = View(
            position: position, number: kind >> 4, impressionType: kind & 15, quality: min(100, quality), minutiae: [])
        for index in 0..<count {
            let minutia = try minutia(&reader, strict: strict)
            if minutia.x < width, minutia.y < height {
                view.minutiae.append(minutia)
            } else if strict {
                throw malformed("has minutia \(index) at \(minutia.x), \(minutia.y), outside its picture")
            }
        }
        let length = Int(try reader.uint16())
        view.extendedData = try reader.bytes(strict ? length : min(length, reader.left))
        if strict, !isWellFormed(view.extendedData) {
            throw malformed("has an extended data block whose items do not fill it")
        }
        return view
    }

    private static func minutia(_ reader: inout ByteReader, strict: Bool) throws(Fault) -> Minutia {
        let x = try reader.uint16()
        let y = try reader.uint16()
        let direction = try reader.uint8()
        let quality = try reader.uint8()
        if strict, quality > 100 || y >> 14 != 0 || x >> 14 == 3 {
            throw malformed("has a minutia with reserved bits or a quality of more than 100")
        }
        return Minutia(
            x: x & 0x3FFF, y: y & 0x3FFF, direction: direction,
            kind: Minutia.Kind(rawValue: UInt8(x >> 14)) ?? .other, quality: min(100, quality))
    }

    /// Systems disagree whether an item's length counts its own four-byte header: whichever fills the block is right.
    private static func isWellFormed(_ block: [UInt8]) -> Bool {
        [0, 4].contains { header in
            var at = 0
            while at + 4 <= block.count {
                let length = Int(block[at + 2]) << 8 | Int(block[at + 3])
                guard length >= header else { return false }
                at += 4 - header + length
            }
            return at == block.count
        }
    }

    private static func malformed(_ what: String) -> Fault {
        Fault("interchange.malformed", "the \(name) \(what); ask its sender for a correct one or read it leniently")
    }
}
