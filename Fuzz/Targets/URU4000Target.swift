internal import Ground
internal import Imaging
internal import URU4000

extension FuzzTarget {
    /// A bulk transfer of the U.are.U family: header, block table and lines, which the input's first bytes are repeated for.
    static let uru4000 = FuzzTarget("uru4000") { bytes in
        _ = URU4000Decoding.interrupt(bytes)
        guard bytes.count > 64 else { return }
        var transfers = [bytes[...]]
        // The fuzzer's inputs are short and a picture is not: for one of sixteen the rest is the input, over and over.
        if isChosen(bytes, oneOf: 16) {
            let lines = Int(bytes[4]) | Int(bytes[5]) << 8
            let count = 64 + min(lines, 290) * 384 - (bytes[15] == 0 ? 0 : 1)
            var whole = bytes.prefix(count)
            while whole.count < count { whole += bytes.prefix(count - whole.count) }
            transfers.append(whole)
        }
        for transfer in transfers {
            let picture = try? URU4000Decoding.picture(WipingBytes(transfer), key: 0x51EA_2124, upsideDown: true)
            if let picture { precondition(picture.width == 384 && picture.height == 290, "a picture of another size") }
        }
    }
}
