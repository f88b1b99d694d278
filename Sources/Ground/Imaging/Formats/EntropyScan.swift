/// Finds where the entropy-coded data of a scan end by reading all its blocks (ISO/IEC 10918-1, annex F.2.2), without
/// making pixels of them.
///
/// Some cameras leave the end marker out; only so can their whole frames be told from those that were cut.
struct EntropyScan {
    /// What a component has in each unit of the scan, and the tables that its blocks are read with.
    struct Component {
        let blocks: Int
        let difference: HuffmanTable
        let coefficients: HuffmanTable
    }

    let components: [Component]
    let units: Int
    /// Units between two restarts; 0 for none.
    let restartInterval: Int

    /// In time linear in the bytes, whatever number of units is claimed: each block takes at least two bits.
    ///
    /// - Returns: the byte after the last block; nil where the data end before it or are damaged.
    func end(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var bits = EntropyBits(bytes, from: start)
        for unit in 0..<units {
            if restartInterval > 0, unit > 0, unit % restartInterval == 0, !bits.restart() { return nil }
            for component in components {
                for _ in 0..<component.blocks where !block(component, in: &bits) { return nil }
            }
        }
        // A frame that was cut goes on with zeros in its buffer, which are codes, too: no encoder ends in one.
        guard bits.align(), bits.position > start, bytes[bits.position - 1] != 0 || bytes[bits.position - 2] == 0xFF
        else { return nil }
        return bits.position
    }

    private func block(_ component: Component, in bits: inout EntropyBits) -> Bool {
        guard let size = component.difference.next(in: &bits), size <= 11, bits.skip(Int(size)) else { return false }
        var place = 1
        while place < 64 {
            guard let run = component.coefficients.next(in: &bits) else { return false }
            let size = Int(run & 15)
            if size == 0, run != 0xF0 { return run == 0 }
            place += Int(run >> 4) + 1
            guard place <= 64, bits.skip(size) else { return false }
        }
        return true
    }
}
