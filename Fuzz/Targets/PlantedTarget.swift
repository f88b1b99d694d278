extension FuzzTarget {
    /// A bug behind four bytes that chance alone does not find: shows that coverage guides the search. Not in `all`.
    public static let planted = FuzzTarget("planted") { bytes in
        guard bytes.count > 8, bytes[0] == 0x52, bytes[3] == 0x49 else { return }
        guard bytes[5] == bytes.count, bytes[7] == 0x47 else { return }
        preconditionFailure("the planted bug")
    }
}
