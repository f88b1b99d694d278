internal import Fingerprint
public import Ground

extension FingerMinutiaeRecord {
    /// Reads a record of any format, told by its content.
    ///
    /// Lenient reading passes over wrong lengths, reserved bits, the order of views, and an extended data block that is
    /// missing at the end, and what is no view behind all that the record states. But bytes of its own that the format gives
    /// no meaning to are refused, also as extended data: minutiae that its count leaves out, for example. A
    /// picture that is too small for its minutiae, or of no size because that was unknown, gets the size of their bounds. An
    /// INCITS record with an angle that there is not in its unit of 2 degrees is taken to be in ISO's unit, as FingerprintIO's
    /// samples are.
    /// - Throws: ``Fault`` `interchange.format`, `interchange.truncated`, `interchange.malformed`, `interchange.empty`.
    public init(reading bytes: [UInt8], _ strictness: Strictness = .strict) throws(Fault) {
        guard let format = RecordFormat(of: bytes) else {
            throw Fault(.interchangeFormat, "this is no finger minutiae record; check which format the file has")
        }
        self.init(format: format)
        _ = try read(bytes, strict: strictness == .strict)
    }

    /// Reads a record of the format that was chosen.
    ///
    /// - Returns: where its last view ends, and where its header says that it does.
    mutating func read(_ bytes: [UInt8], strict: Bool) throws(Fault) -> (end: Int, stated: Int) {
        let cutOff = Fault(
            .interchangeTruncated,
            "the \(format.name) ends at byte \(bytes.count), before all that it announces; fetch the file again")
        // Some writers leave out the length of the last extended data block where it is empty: two zeros say the same.
        var reader = ByteReader(strict ? bytes : bytes + [0, 0], orThrow: cutOff)
        let version = Array(try reader.bytes(8).dropFirst(4))
        if strict, version != format.version { throw malformed("has a version that another edition has") }
        let length = try length(&reader)
        if strict, length != bytes.count { throw malformed("says it has \(length) bytes, but has \(bytes.count)") }
        let isWhole = length <= bytes.count
        let (count, shared) = try header(&reader, strict: strict)
        for _ in 0..<count {
            let view =
                try format == .iso2011
                ? representation(&reader, strict: strict)
                : view(&reader, shared: shared, strict: strict)
            if strict, format != .iso2011, Int(view.number) != views.count(where: { $0.position == view.position }) {
                throw malformed("does not count its views of finger \(view.position.rawValue) from 0 upwards")
            }
            views.append(view)
        }
        guard reader.offset <= bytes.count || isWhole else { throw cutOff }
        if strict, reader.left > 0 { throw malformed("goes on for \(reader.left) bytes after its last view") }
        // NIST counts its extended data two bytes short; a minutia that the count leaves out has five at least.
        let end = min(length, bytes.count)
        if reader.offset + 5 <= end, bytes[reader.offset..<end].contains(where: { $0 > 0 }) {
            throw malformed("goes on after its last view within the \(length) bytes that it states")
        }
        // Padding and rubbish are passed over, but not a finger that the header does not count, nor another record.
        guard !bytes[min(reader.offset, bytes.count)...].contains(RecordFormat.magic) else {
            throw malformed("is followed by another record; give each a file of its own")
        }
        var rest = reader
        let next =
            try?
            (format == .iso2011
            ? representation(&rest, strict: false)
            : view(&rest, shared: shared, strict: false))
        if let next, !next.minutiae.isEmpty {
            throw malformed("holds more than the \(count) views that it states")
        }
        if views.isEmpty { throw Fault(.interchangeEmpty, "the \(format.name) holds no finger; use another file") }
        if format.isIncits { try convertAngles(strict: strict) }
        return (min(reader.offset, bytes.count), length)
    }

    private func length(_ reader: inout ByteReader<[UInt8]>) throws(Fault) -> Int {
        guard format == .incits2004 else { return Int(try reader.uint32()) }
        let short = try reader.uint16()
        return short > 0 ? Int(short) : Int(try reader.uint32())
    }

    /// All up to the first view, and how many there are; where the header says it, also the size that all share.
    private mutating func header(
        _ reader: inout ByteReader<[UInt8]>, strict: Bool
    ) throws(Fault) -> (count: Int, size: [UInt16]) {
        if format == .iso2011 {
            let count = Int(try reader.uint16())
            certification = try reader.uint8()
            if strict, certification > 1 { throw malformed("has a certification flag of \(certification)") }
            return (count, [])
        }
        if format.isIncits {
            productOwner = try reader.uint16()
            productType = try reader.uint16()
            if strict, productOwner == 0 { throw malformed("names no product owner") }
        }
        if format == .incits2009 || format == .incits2009Amendment1 {
            certification = try reader.uint8()
            device = try reader.uint16()
        } else {
            let equipment = try reader.uint16()
            (certification, device) = (UInt8(equipment >> 12), equipment & 0xFFF)
            if strict, certification & 0b0111 != 0 { throw malformed("has reserved bits set in its header") }
        }
        let size = try format.hasOneSize ? self.size(&reader, strict: strict) : []
        let count = try reader.uint8()
        let reserved = try reader.uint8()
        if strict, reserved != 0 { throw malformed("has reserved bits set in its header") }
        return (Int(count), size)
    }

    /// Width, height, and both resolutions.
    func size(_ reader: inout ByteReader<[UInt8]>, strict: Bool) throws(Fault) -> [UInt16] {
        var size: [UInt16] = []
        for _ in 0..<4 { size.append(try reader.uint16()) }
        try check(resolutionX: size[2], size[3], strict: strict)
        return size
    }

    func check(resolutionX: UInt16, _ resolutionY: UInt16, strict: Bool) throws(Fault) {
        guard min(resolutionX, resolutionY) >= (strict ? 99 : 1) else {
            throw malformed("has a resolution of \(resolutionX) x \(resolutionY) pixels per centimetre")
        }
    }

    private mutating func convertAngles(strict: Bool) throws(Fault) {
        if views.contains(where: { $0.minutiae.contains { $0.direction >= AngleUnit.perTurn } }) {
            if strict { throw malformed("has an angle of 360 degrees or more") }
            return
        }
        for view in views.indices {
            for index in views[view].minutiae.indices {
                let angle = views[view].minutiae[index].direction
                views[view].minutiae[index].direction = AngleUnit.direction(twoDegrees: angle)
            }
        }
    }
}

/// The unit of angles in INCITS 378: 2 degrees.
enum AngleUnit {
    static let perTurn: UInt8 = 180

    /// The nearest of 256 directions.
    static func direction(twoDegrees angle: UInt8) -> UInt8 { UInt8((Int(angle) * 128 + 45) / 90) }
    /// The nearest angle; of a direction made from an angle, that angle.
    static func twoDegrees(direction: UInt8) -> UInt8 { UInt8((Int(direction) * 45 + 32) / 64) }
}
