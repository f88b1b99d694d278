internal import Ground

/// How a template lies in its bytes: docs/template.md. Numbers are little-endian.
///
/// ```
/// 0  4  "RLT" and the version, 1
/// 4  2  width in pixels at 500 ppi, at most 16,383
/// 6  2  height
/// 8  1  quality, 0…100
/// 9  1  n, the number of minutiae
/// 10 2  zero
/// 12 2n kind in the upper two bits, x in the lower fourteen
///    2n y
///    n  direction, 256 to the full turn
///    n  quality, 0…100
/// ```
enum TemplateLayout {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    static let greatestSide: UInt16 = 0x3FFF
    static let mostMinutiae = 255
    private static let header = 12
    private static let magic = Array("RLT".utf8)
    private static let version: UInt8 = 1

    static func size(minutiae: Int) -> Int { header + 6 * minutiae }

    static func width(_ bytes: Bytes) -> UInt16 { number(bytes, 4) }
    static func height(_ bytes: Bytes) -> UInt16 { number(bytes, 6) }
    static func quality(_ bytes: Bytes) -> UInt8 { bytes[8] }
    static func count(_ bytes: Bytes) -> Int { Int(bytes[9]) }

    static func minutia(_ index: Int, in bytes: Bytes) -> Minutia {
        let n = count(bytes)
        let place = number(bytes, header + 2 * index)
        return Minutia(
            x: place & greatestSide, y: number(bytes, header + 2 * n + 2 * index),
            direction: bytes[header + 4 * n + index], kind: Minutia.Kind(rawValue: UInt8(place >> 14)) ?? .other,
            quality: bytes[header + 5 * n + index])
    }

    static func write(
        width: UInt16, height: UInt16, quality: UInt8, minutiae: some Collection<Minutia>,
        to bytes: UnsafeMutableBufferPointer<UInt8>
    ) {
        func put(_ number: UInt16, at offset: Int) {
            bytes[offset] = UInt8(truncatingIfNeeded: number)
            bytes[offset + 1] = UInt8(number >> 8)
        }
        _ = bytes.update(fromContentsOf: magic + [version])
        put(width, at: 4)
        put(height, at: 6)
        bytes[8] = min(quality, 100)
        let n = minutiae.count
        bytes[9] = UInt8(n)
        for (index, minutia) in minutiae.enumerated() {
            put(UInt16(minutia.kind.rawValue) << 14 | minutia.x, at: header + 2 * index)
            put(minutia.y, at: header + 2 * n + 2 * index)
            bytes[header + 4 * n + index] = minutia.direction
            bytes[header + 5 * n + index] = min(minutia.quality, 100)
        }
    }

    /// Checks every field, so that the readers above need no checks of their own.
    static func check(_ bytes: Bytes) throws(Fault) {
        func require(_ holds: Bool, _ what: @autoclosure () -> String) throws(Fault) {
            guard holds else {
                throw Fault(.templateDamaged, "the template's \(what()); extract it again or fetch the list again")
            }
        }
        try require(bytes.count >= header, "\(bytes.count) bytes are fewer than its header")
        try require(bytes[0..<3].elementsEqual(magic), "first bytes are not those of a template")
        guard bytes[3] == version else {
            throw Fault(
                .templateVersion, "the template has layout \(bytes[3]), this release reads 1; update Ridgeline")
        }
        try require(width(bytes) <= greatestSide && height(bytes) <= greatestSide, "sides are out of range")
        try require(quality(bytes) <= 100, "quality is above 100")
        try require(number(bytes, 10) == 0, "reserved bytes are not zero")
        try require(bytes.count == size(minutiae: count(bytes)), "length is not the one its header states")
        for index in 0..<count(bytes) {
            let place = number(bytes, header + 2 * index)
            try require(place >> 14 <= 2, "minutia \(index) has an unknown kind")
            let minutia = minutia(index, in: bytes)
            try require(
                minutia.x < width(bytes) && minutia.y < height(bytes), "minutia \(index) lies outside its picture")
            try require(minutia.quality <= 100, "minutia \(index) has a quality above 100")
        }
    }

    private static func number(_ bytes: Bytes, _ offset: Int) -> UInt16 {
        UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
    }
}
