internal import Ground

/// Reads the weights that Training/export.py writes; the layout is described there.
struct NetworkFile {
    /// One layer as it stands in the file.
    struct Layer: Equatable {
        var shape: LayerShape
        /// What one unit of the output stands for.
        var unit: Float
        var bias: [Float]
        /// What one unit of each output's weights stands for.
        var scale: [Float]
        /// Taps, rows first, of inputs x outputs.
        var weights: [Int8]
    }

    let layers: [Layer]
    /// What one unit of the last joined map stands for.
    let joinUnit: Float

    /// - Parameter plan: the shapes the layers must have, in order.
    /// - Throws: ``Fault`` `network.file` where the bytes are not weights of that plan, whole and with nothing after.
    init(_ bytes: UnsafeRawBufferPointer, plan: [LayerShape]) throws(Fault) {
        var reader = Reader(bytes: bytes)
        guard try reader.uint32() == 0x3257_4c52 else { throw Self.fault("does not begin with RLW2") }
        guard try reader.uint32() == plan.count else { throw Self.fault("has another number of layers") }
        joinUnit = try reader.unit()
        var layers: [Layer] = []
        for (number, shape) in plan.enumerated() {
            for wanted in shape.numbers {
                guard try reader.uint16() == wanted else { throw Self.fault("layer \(number) has another shape") }
            }
            let unit = try reader.unit()
            let bias = try reader.floats(shape.outputs)
            let scale = try reader.floats(shape.outputs)
            layers.append(
                Layer(
                    shape: shape, unit: unit, bias: bias, scale: scale, weights: try reader.weights(shape.weightCount)))
        }
        guard reader.at == bytes.count else { throw Self.fault("goes on after its last layer") }
        self.layers = layers
    }

    private static func fault(_ what: String) -> Fault {
        Fault(.networkFile, "The minutiae network's weights cannot be used: the file \(what). Export them again.")
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

        mutating func float() throws(Fault) -> Float {
            let value = Float(bitPattern: try uint32())
            guard value.isFinite else { throw NetworkFile.fault("holds a number that is none") }
            return value
        }

        mutating func unit() throws(Fault) -> Float {
            let value = try float()
            guard value > 1e-9 else { throw NetworkFile.fault("holds a unit that is none") }
            return value
        }

        mutating func floats(_ count: Int) throws(Fault) -> [Float] {
            var values: [Float] = []
            values.reserveCapacity(count)
            for _ in 0..<count { values.append(try float()) }
            return values
        }

        /// -127…127: two products with a byte of 127 then fit 16 bits.
        mutating func weights(_ count: Int) throws(Fault) -> [Int8] {
            guard bytes.count - at >= count else { throw NetworkFile.fault("ends too early") }
            defer { at += count }
            let values = bytes[at..<at + count].map { Int8(bitPattern: $0) }
            guard values.allSatisfy({ $0 > -128 }) else { throw NetworkFile.fault("holds a weight below -127") }
            return values
        }
    }
}
