/// One Huffman table, ready to read codes with (ISO/IEC 10918-1, annex F.2.2.3).
struct HuffmanTable {
    /// For each length of code the first one that is longer, the first one's own value, and where its meaning is.
    private var ends = [Int](repeating: 0, count: 17)
    private var firsts = [Int](repeating: 0, count: 17)
    private var places = [Int](repeating: 0, count: 17)
    private let meanings: [UInt8]

    /// - Parameter table: sixteen counts, then as many meanings as they add up to.
    init(_ table: some Collection<UInt8>) {
        let counts = table.prefix(16).map(Int.init)
        meanings = Array(table.dropFirst(16))
        var (code, place) = (0, 0)
        for (index, count) in counts.enumerated() {
            code <<= 1
            (firsts[index + 1], places[index + 1]) = (code, place)
            code += count
            place += count
            ends[index + 1] = code
        }
    }

    /// - Returns: nil where the bits are no code, or end within one.
    func next(in bits: inout EntropyBits) -> UInt8? {
        var code = 0
        for length in 1...16 {
            guard let bit = bits.next() else { return nil }
            code = code << 1 | bit
            if code < ends[length] {
                let place = places[length] + code - firsts[length]
                return meanings.indices.contains(place) ? meanings[place] : nil
            }
        }
        return nil
    }
}

/// The bits of entropy-coded data, without what is stuffed behind each FF; they end at a marker.
struct EntropyBits {
    private let bytes: UnsafeBufferPointer<UInt8>
    /// The byte after the one whose bits are being read.
    private(set) var position: Int
    private var byte = 0
    private var left = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int) {
        self.bytes = bytes
        self.position = position
    }

    mutating func next() -> Int? {
        if left == 0 {
            guard position < bytes.count else { return nil }
            byte = Int(bytes[position])
            if byte == 0xFF {
                guard position + 1 < bytes.count, bytes[position + 1] == 0 else { return nil }
                position += 1
            }
            position += 1
            left = 8
        }
        left -= 1
        return byte >> left & 1
    }

    mutating func skip(_ count: Int) -> Bool {
        for _ in 0..<count where next() == nil { return false }
        return true
    }

    /// Goes on to the next whole byte; false where what is passed over is not all ones, as an encoder fills it.
    mutating func align() -> Bool {
        defer { left = 0 }
        let rest = (1 << left) - 1
        return byte & rest == rest
    }

    /// Passes over a restart; false where there is none.
    mutating func restart() -> Bool {
        guard align(), position + 1 < bytes.count, bytes[position] == 0xFF, (0xD0...0xD7).contains(bytes[position + 1])
        else { return false }
        position += 2
        return true
    }
}
