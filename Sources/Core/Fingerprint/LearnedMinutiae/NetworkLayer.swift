internal import CKernels
internal import Ground

/// The shape of one convolution.
struct LayerShape: Equatable, Sendable {
    var inputs: Int
    /// A multiple of 16.
    var outputs: Int
    var size = 3
    var step = 1
    var dilation = 1
    var rectifies = true
    /// The layer's input is added to its output.
    var skips = false

    var weightCount: Int { size * size * inputs * outputs }

    /// As in the file.
    var numbers: [UInt16] {
        [inputs, outputs, size, step, dilation, rectifies ? 1 : 0, skips ? 1 : 0].map { UInt16($0) }
    }
}

/// A convolution in whole numbers, with its weights, ready to run.
///
/// Activations are bytes 0…127 with a scale for each layer, weights are signed bytes with a scale for each output.
struct NetworkLayer: Sendable {
    let shape: LayerShape
    /// What one unit of the output map stands for.
    let unit: Float
    private let weights: [Int8]
    private let scale: [Float]
    private let bias: [Float]
    private let skipScale: Float

    /// - Parameters:
    ///   - inputUnit: what one unit of the input map stands for.
    ///   - inputZero: the byte that stands for zero in the input map.
    init(_ layer: NetworkFile.Layer, inputUnit: Float, inputZero: Int = 0) {
        shape = layer.shape
        unit = layer.unit
        weights = Self.packed(layer.weights, shape)
        scale = layer.scale.map { $0 * inputUnit / layer.unit }
        skipScale = inputUnit / layer.unit
        // Where bytes stand for values of both signs, what the zeros' byte adds to a sum is taken off again.
        bias = layer.bias.indices.map { output in
            let sum = stride(from: output, to: layer.weights.count, by: layer.shape.outputs)
                .reduce(0) { $0 + Int(layer.weights[$1]) }
            return (layer.bias[output] - Float(sum * inputZero) * layer.scale[output] * inputUnit) / layer.unit
        }
    }

    /// Channels of a map for so many values: whole groups of four.
    static func channels(for inputs: Int) -> Int { (inputs + 3) / 4 * 4 }

    /// - Parameters:
    ///   - level: of ``convolution_level()`` or below; the result is the same.
    ///   - threads: that work on it; the result is the same.
    func callAsFunction(_ map: FeatureMap<UInt8>, level: Int32, threads: Int = 1) -> FeatureMap<UInt8> {
        let out = FeatureMap<UInt8>(
            width: map.width / shape.step, height: map.height / shape.step, channels: shape.outputs)
        inRows(of: out, from: map, threads: threads) { layer, rows in
            let from = map.row(shape.step * rows.lowerBound).baseAddress
            convolve_bytes(
                level, layer, from, Int32(map.stride), shape.skips ? from : nil,
                out.row(rows.lowerBound).baseAddress, Int32(out.stride), Int32(out.width), Int32(rows.count))
        }
        return out
    }

    /// The last layer's way out: not rounded, in a map without margins.
    func floats(_ map: FeatureMap<UInt8>, level: Int32, threads: Int = 1) -> FeatureMap<Float> {
        let out = FeatureMap<Float>(width: map.width, height: map.height, channels: shape.outputs, margin: 0)
        inRows(of: out, from: map, threads: threads) { layer, rows in
            convolve_bytes_to_floats(
                level, layer, map.row(rows.lowerBound).baseAddress, Int32(map.stride),
                out.row(rows.lowerBound).baseAddress, Int32(out.width), Int32(rows.count))
        }
        return out
    }

    /// Calls `body` for stretches of the rows of `out`, until all of it has been made of `map`.
    private func inRows<Number>(
        of out: FeatureMap<Number>, from map: FeatureMap<UInt8>, threads: Int,
        _ body: @Sendable (UnsafePointer<convolution_layer>, Range<Int>) -> Void
    ) {
        precondition(map.channels == Self.channels(for: shape.inputs), "a layer is given the map it was made for")
        inStretches(of: out.height, threads: threads) { rows in
            weights.withUnsafeBufferPointer { weights in
                scale.withUnsafeBufferPointer { scale in
                    bias.withUnsafeBufferPointer { bias in
                        let layer = convolution_layer(
                            inputs: Int32(map.channels), outputs: Int32(shape.outputs), size: Int32(shape.size),
                            step: Int32(shape.step), dilation: Int32(shape.dilation),
                            rectifies: shape.rectifies ? 1 : 0, skipScale: skipScale, weights: weights.baseAddress,
                            scale: scale.baseAddress, bias: bias.baseAddress)
                        withUnsafePointer(to: layer) { body($0, rows) }
                    }
                }
            }
        }
    }

    /// Four inputs side by side, as the kernels read them; missing inputs weigh nothing.
    private static func packed(_ weights: [Int8], _ shape: LayerShape) -> [Int8] {
        let groups = channels(for: shape.inputs) / 4
        let taps = shape.size * shape.size
        var packed = [Int8](repeating: 0, count: taps * groups * shape.outputs * 4)
        for tap in 0..<taps {
            for input in 0..<shape.inputs {
                for output in 0..<shape.outputs {
                    packed[((tap * groups + input / 4) * shape.outputs + output) * 4 + input % 4] =
                        weights[(tap * shape.inputs + input) * shape.outputs + output]
                }
            }
        }
        return packed
    }
}
