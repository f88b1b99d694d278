internal import Ground
internal import ZK4500

extension FuzzTarget {
    /// A frame of a ZK4500: right in length or not, whatever is in it.
    static let zk4500 = FuzzTarget("zk4500") { bytes in
        // A picture of the right length has 300 kB: one input of 64 is one.
        let count = isChosen(bytes, oneOf: 64) ? ZK4500Decoding.pictureLength : bytes.count
        let picture = try? ZK4500Decoding.picture(
            WipingBytes(count: count) { _ = $0.update(fromContentsOf: bytes.prefix(count)) })
        precondition(
            (picture == nil) == (count != ZK4500Decoding.pictureLength), "taken with a wrong length, or refused")
    }
}
