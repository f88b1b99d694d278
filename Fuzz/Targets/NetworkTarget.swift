internal import Fingerprint

extension FuzzTarget {
    /// The weights of a minutiae network, of a plan of three small layers: what is read runs, the same at every level.
    static let network = FuzzTarget("network") { bytes in
        guard let network = try? bytes.withUnsafeBytes({ try SmallNetwork($0) }) else { return }
        precondition(network.levelsAgree, "another result at another level")
    }
}
