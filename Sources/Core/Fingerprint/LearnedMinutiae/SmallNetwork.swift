internal import CKernels
package import Ground

/// Three small layers, read from a file and run: for fuzzing the reader and the kernels, where the half megabyte of the
/// real network's weights would leave a fuzzer eighteen inputs a second.
package struct SmallNetwork: Sendable {
    static let plan = [
        LayerShape(inputs: 1, outputs: 16, size: 1, step: 2), LayerShape(inputs: 16, outputs: 16, size: 1, skips: true),
        LayerShape(inputs: 16, outputs: 16, size: 1, rectifies: false),
    ]
    private let layers: [NetworkLayer]

    /// - Throws: ``Fault`` `network.file` as for the real network.
    package init(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        let file = try NetworkFile(bytes, plan: Self.plan)
        var layers: [NetworkLayer] = []
        for layer in file.layers { layers.append(NetworkLayer(layer, inputUnit: layers.last?.unit ?? file.joinUnit)) }
        self.layers = layers
    }

    /// Whether every level of this machine makes the same, bit for bit, of a picture that has every byte.
    package var levelsAgree: Bool {
        let picture = FeatureMap<UInt8>(width: 34, height: 8, channels: NetworkLayer.channels(for: 1))
        for y in 0..<picture.height {
            for x in 0..<picture.width { picture.row(y)[x * picture.channels] = UInt8((x * 5 + y * 31) & 127) }
        }
        let results = (0...convolution_level()).map { level in
            let inner = layers[1](layers[0](picture, level: level), level: level)
            let heads = layers[2].floats(inner, level: level)
            return (0..<heads.height).map { y in heads.row(y).map(\.bitPattern) }
        }
        return results.allSatisfy { $0 == results[0] }
    }
}
