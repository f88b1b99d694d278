/// One-pixel-wide lines through the middle of every ridge (Zhang and Suen, 1984), to read minutiae from.
struct Skeleton {
    let width: Int
    let height: Int
    private var ridge: [Bool]

    /// - Parameter pattern: row by row; above 0 is ridge.
    init(width: Int, height: Int, pattern: [Float]) {
        self.width = width
        self.height = height
        ridge = pattern.map { $0 > 0 }
        // The border has no full neighbourhood.
        for x in 0..<width { (ridge[x], ridge[(height - 1) * width + x]) = (false, false) }
        for y in 0..<height { (ridge[y * width], ridge[y * width + width - 1]) = (false, false) }
        thin()
    }

    func isRidge(_ at: Int) -> Bool { ridge[at] }

    /// The eight neighbours of a pixel in order around it, starting above.
    func ring(_ at: Int) -> [Int] {
        [at - width, at - width + 1, at + 1, at + width + 1, at + width, at + width - 1, at - 1, at - width - 1]
    }

    /// How many ridge lines leave a pixel: changes from white to black on the way around it.
    func branches(_ at: Int) -> [Int] {
        let around = ring(at)
        return around.indices.filter { ridge[around[$0]] && !ridge[around[($0 + 7) % 8]] }.map { index in
            // A corner pixel and the edge pixel after it belong to one line; the edge pixel is the nearer one.
            let next = around[(index + 1) % 8]
            return !index.isMultiple(of: 2) && ridge[next] ? next : around[index]
        }
    }

    private mutating func thin() {
        var candidates = ridge.indices.filter { ridge[$0] }
        var changed = true
        while changed {
            changed = false
            for pass in 0..<2 {
                let removed = candidates.filter { isRemovable($0, pass: pass) }
                for at in removed { ridge[at] = false }
                changed = changed || !removed.isEmpty
                candidates.removeAll { !ridge[$0] }
            }
        }
        // That leaves the inner corners of staircases, which would hide forks.
        for at in candidates where isCorner(at) { ridge[at] = false }
    }

    /// Whether a line stays whole and as long without this pixel (Yokoi's connectivity number, 1973).
    private func isCorner(_ at: Int) -> Bool {
        let around = ring(at).map { ridge[$0] }
        let connectivity = [0, 2, 4, 6].count { edge in
            !around[edge] && (around[edge + 1] || around[(edge + 2) % 8])
        }
        return connectivity == 1 && around.count { $0 } > 1
    }

    private func isRemovable(_ at: Int, pass: Int) -> Bool {
        var ring: UInt8 = 0
        ridge.withUnsafeBufferPointer { ridge in
            ring |= ridge[at - width] ? 1 : 0
            ring |= ridge[at - width + 1] ? 2 : 0
            ring |= ridge[at + 1] ? 4 : 0
            ring |= ridge[at + width + 1] ? 8 : 0
            ring |= ridge[at + width] ? 16 : 0
            ring |= ridge[at + width - 1] ? 32 : 0
            ring |= ridge[at - 1] ? 64 : 0
            ring |= ridge[at - width - 1] ? 128 : 0
        }
        let count = ring.nonzeroBitCount
        let starts = (ring & ~(ring << 1 | ring >> 7)).nonzeroBitCount
        guard (2...6).contains(count), starts == 1 else { return false }
        // North, east, south, west are bits 0, 2, 4, 6: not all of three of them may be ridge.
        let triples: [UInt8] = pass == 0 ? [0b0001_0101, 0b0101_0100] : [0b0100_0101, 0b0101_0001]
        return ring & triples[0] != triples[0] && ring & triples[1] != triples[1]
    }
}
