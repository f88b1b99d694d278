internal import Ground

/// Portable graymap, plain (P2) and raw (P5), 8 and 16 bits (netpbm's pgm(5)).
enum PGM {
    static func recognises(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.starts(with: "P5".utf8) || bytes.starts(with: "P2".utf8)
    }

    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, pixelsPerInch: Double?) throws(Fault) -> GrayImage {
        guard bytes.count > 2 else { throw ImageHeader.broken("PGM") }
        let plain = bytes[1] == UInt8(ascii: "2")
        var rest = bytes[2...]
        let width = try number(&rest)
        let height = try number(&rest)
        let white = try number(&rest)
        let header = try ImageHeader(format: "PGM", width: width, height: height, pixelsPerInch: pixelsPerInch)
        let count = header.width * header.height
        guard (1...65535).contains(white), rest.first.map(isSpace) == true else { throw ImageHeader.broken("PGM") }
        rest = rest.dropFirst()
        let shortest = plain ? 2 * count - 1 : (white > 255 ? 2 * count : count)
        guard rest.count >= shortest else { throw ImageHeader.broken("PGM") }
        return try GrayImage.typed(header) { (pixels) throws(Fault) in
            for at in 0..<count {
                let value: Int
                if plain {
                    value = try number(&rest)
                } else if white > 255 {
                    value = Int(rest[rest.startIndex + 2 * at]) << 8 | Int(rest[rest.startIndex + 2 * at + 1])
                } else {
                    value = Int(rest[rest.startIndex + at])
                }
                guard value <= white else { throw ImageHeader.broken("PGM") }
                pixels[at] = UInt8((value * 255 + white / 2) / white)
            }
        }
    }

    static func encode(_ image: GrayImage) -> [UInt8] {
        Array("P5\n\(image.width) \(image.height)\n255\n".utf8) + image.withPixels { Array($0) }
    }

    /// The next number of at most seven digits, after white space and comments.
    private static func number(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) throws(Fault) -> Int {
        while let byte = rest.first, isSpace(byte) || byte == UInt8(ascii: "#") {
            if byte == UInt8(ascii: "#") { rest = rest.drop { $0 != UInt8(ascii: "\n") } } else { rest.removeFirst() }
        }
        var value = 0
        var digits = 0
        while let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            digits += 1
            guard digits <= 7 else { throw ImageHeader.broken("PGM") }
            rest.removeFirst()
        }
        guard digits > 0 else { throw ImageHeader.broken("PGM") }
        return value
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
