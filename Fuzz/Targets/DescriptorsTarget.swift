internal import Emulators

extension FuzzTarget {
    /// Device and configuration descriptors.
    static let descriptors = FuzzTarget("descriptors") { bytes in
        guard bytes.count >= 27 else { return }
        let descriptors = EmulatedDescriptors(
            device: Array(bytes[..<18]), configuration: Array(bytes[18...]), strings: ["a", "b"])
        _ = descriptors.info(port: "1-1")
    }
}
