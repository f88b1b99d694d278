internal import Ground

/// Reads the weights that Training/export.py writes; the layout is described there.
struct NetworkFile {
    /// One layer as it stands in the file.
    struct Layer: Equatable {
        var shape: LayerShape
        var bias: [Float]
        /// Taps, rows first, of inputs x outputs.
        var weights: [Float]
    }

    let layers: [Layer]

    /// - Parameter plan: the shapes the layers must have, in order.
    /// - Throws: ``Fault`` `network.file` where the bytes are not weights of that plan, whole and with nothing after.
    init(_ bytes: UnsafeRawBufferPointer, plan: [LayerShape]) throws(Fault) {
        var reader = Reader(bytes: bytes)
        guard try reader.uint32() == 0x3157_4c52 else { throw Self.fault("does not begin with RLW1") }
        guard try reader.uint32() == plan.count else { throw Self.fault("has another number of layers") }
        var layers: [Layer] = []
        for (number, shape) in plan.enumerated() {
            for wanted in shape.numbers {
                guard try reader.uint16() == wanted else { throw Self.fault("layer \(number) has another shape") }
            }
            var layer = Layer(shape: shape, bias: [], weights: [])
            layer.bias.reserveCapacity(shape.outputs)
            layer.weights.reserveCapacity(shape.weightCount)
            for _ in 0..<shape.outputs { layer.bias.append(Float(bitPattern: try reader.uint32())) }
            for _ in 0..<shape.weightCount { layer.weights.append(BFloat16(bits: try reader.uint16()).float) }
            guard layer.bias.allSatisfy(\.isFinite), layer.weights.allSatisfy(\.isFinite) else {
                throw Self.fault("layer \(number) holds numbers that are none")
            }
            layers.append(layer)
        }
        guard reader.at == bytes.count else { throw Self.fault("goes on after its last layer") }
        self.layers = layers
    }

    private static func fault(_ what: String) -> Fault {
        Fault("network.file", "The minutiae network's weights cannot be used: the file \(what). Export them again.")
    }

    /// Little-endian numbers, one after another.
    private struct Reader {
        let bytes: UnsafeRawBufferPointer
        var at = 0

        mutating func uint16() throws(Fault) -> UInt16 {
            guard bytes.count - at >= 2 else { throw NetworkFile.fault("ends too early") }
            defer { at += 2 }
            return UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8
        }

        mutating func uint32() throws(Fault) -> UInt32 {
            UInt32(try uint16()) | UInt32(try uint16()) << 16
        }
    }
}
