internal import Ground

/// Resolution and orientation in EXIF (JEITA CP-3451), which is a TIFF (revision 6.0) without its picture.
enum EXIF {
    /// The byte order, and the number by which a TIFF is known.
    static func begins(_ block: FileStatements.Bytes) -> Bool {
        block.starts(with: [0x4D, 0x4D, 0, 42]) || block.starts(with: [0x49, 0x49, 42, 0])
    }

    /// - Parameter block: from the byte order on; total over anything.
    static func read(_ block: FileStatements.Bytes) -> FileStatements {
        var statements = FileStatements()
        let tiff = UnsafeBufferPointer(rebasing: block)
        guard !tiff.isEmpty else { return statements }
        guard begins(block) else { return .unread("EXIF") }
        let isBig = tiff[0] == 0x4D
        func number(_ at: Int, _ count: Int) -> Int? {
            guard at >= 0, at + count <= tiff.count else { return nil }
            return Int(tiff[at..<at + count], isBig ? .bigEndian : .littleEndian)
        }
        // Zero over zero says nothing; what is not to be read is stated all the same, and so is endless.
        func rational(_ at: Int) -> Double {
            guard let place = number(at + 8, 4), number(at + 2, 2) == 5, let above = number(place, 4),
                let below = number(place + 4, 4)
            else { return .infinity }
            return above == 0 ? 0 : Double(above) / Double(below)
        }
        // What one directory states twice it must state alike.
        func agreed<Number: Equatable>(_ before: Number?, _ now: Number, orElse riddle: Number) -> Number {
            before == nil || before == now ? now : riddle
        }
        guard let directory = number(4, 4), let count = number(directory, 2) else { return .unread("EXIF") }
        var (across, down, unit): (Double?, Double?, Int?)
        // No more than there can be, whatever is stated; the last may be cut short.
        for entry in 0..<min(count, (tiff.count - directory) / 12 + 1) {
            let at = directory + 2 + 12 * entry
            switch number(at, 2) {
            // A short number, or a long one.
            case 0x112: statements.orientations.append(number(at + 8, number(at + 2, 2) == 4 ? 4 : 2) ?? -1)
            case 0x11A: across = agreed(across, rational(at), orElse: .infinity)
            case 0x11B: down = agreed(down, rational(at), orElse: .infinity)
            case 0x128: unit = agreed(unit, number(at + 8, 2) ?? 2, orElse: 0)
            default: continue
            }
        }
        let (x, y, unitOfBoth) = (across ?? 0, down ?? 0, unit ?? 2)
        let isRead = x.isFinite && y.isFinite
        // Where only the shape of the pixels is stated, nothing is lost with it.
        statements.resolutions = [
            isRead || unitOfBoth == 1
                ? StatedResolution(across: x, down: y, unit: unitOfBoth)
                : .unread("a resolution (EXIF) that cannot be read")
        ]
        return statements
    }
}
