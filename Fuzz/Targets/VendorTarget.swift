internal import Ground
internal import VendorProcess

extension FuzzTarget {
    /// What a vendor's process sends: what is read is written back byte by byte.
    static let vendor = FuzzTarget("vendor") { bytes in
        let wire = VendorDecoding.messages(in: bytes).flatMap { $0.wire.withBytes { Array($0) } }
        precondition(bytes.starts(with: wire), "a message is written differently")
    }
}
