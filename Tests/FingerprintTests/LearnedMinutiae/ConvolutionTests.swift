import Testing

@testable import Fingerprint

@Suite struct ConvolutionTests {
    static let shapes = [
        LayerShape(inputs: 1, outputs: 16, size: 5, step: 2),
        LayerShape(inputs: 16, outputs: 32, step: 2),
        LayerShape(inputs: 32, outputs: 32, skips: true),
        LayerShape(inputs: 64, outputs: 64, dilation: 4, skips: true),
        LayerShape(inputs: 32, outputs: 16, size: 1, rectifies: false),
    ]

    @Test("The float kernel gives the sums of the definition", arguments: shapes)
    func float(shape: LayerShape) {
        let layer = Self.layer(shape)
        let input = Self.map(Float.self, width: 26, height: 18, channels: shape.inputs)
        let output = NetworkLayer<Float>(layer)(input)
        #expect(Self.greatestError(output, layer, input) < 1e-4)
    }

    @Test(
        "The bfloat16 kernel gives the same within bfloat16's rounding", .enabled(if: bfloat16Works), arguments: shapes)
    func bfloat16(shape: LayerShape) {
        let layer = Self.layer(shape)
        let network = NetworkLayer<BFloat16>(layer)
        let input = Self.map(BFloat16.self, width: 26, height: 18, channels: network.inputChannels, used: shape.inputs)
        let output = network(input)
        // Outputs reach about 2; bfloat16 keeps eight bits, and skips are rounded once more.
        #expect(Self.greatestError(output, layer, input) < 0.02)
    }

    private static func layer(_ shape: LayerShape) -> NetworkFile.Layer {
        var noise = Noise()
        return NetworkFile.Layer(
            shape: shape, bias: (0..<shape.outputs).map { _ in noise.next() },
            weights: (0..<shape.weightCount).map { _ in BFloat16(noise.next() * 0.1).float })
    }

    private static func map<Number: MapNumber>(
        _: Number.Type, width: Int, height: Int, channels: Int, used: Int? = nil
    ) -> FeatureMap<Number> {
        var noise = Noise()
        let map = FeatureMap<Number>(width: width, height: height, channels: channels)
        for y in 0..<height {
            for x in 0..<width {
                for c in 0..<(used ?? channels) { map.row(y)[x * channels + c] = Number(noise.next()) }
            }
        }
        return map
    }

    /// The definition, number by number, against what a kernel gave.
    private static func greatestError<Number: MapNumber>(
        _ output: FeatureMap<Number>, _ layer: NetworkFile.Layer, _ input: FeatureMap<Number>
    ) -> Float {
        let shape = layer.shape
        var worst: Float =
            output.width == input.width / shape.step && output.height == input.height / shape.step ? 0 : .infinity
        for y in 0..<output.height {
            for x in 0..<output.width {
                for o in 0..<shape.outputs {
                    var sum = layer.bias[o]
                    for tap in 0..<shape.size * shape.size {
                        let v = y * shape.step + (tap / shape.size - shape.size / 2) * shape.dilation
                        let u = x * shape.step + (tap % shape.size - shape.size / 2) * shape.dilation
                        guard (0..<input.height).contains(v), (0..<input.width).contains(u) else { continue }
                        for i in 0..<shape.inputs {
                            sum +=
                                input.row(v)[u * input.channels + i].float
                                * layer.weights[(tap * shape.inputs + i) * shape.outputs + o]
                        }
                    }
                    if shape.rectifies { sum = max(0, sum) }
                    if shape.skips { sum += input.row(y)[x * input.channels + o].float }
                    worst = max(worst, abs(sum - output.row(y)[x * shape.outputs + o].float))
                }
            }
        }
        return worst
    }
}

/// Numbers between -1 and 1 that look random (a linear congruential generator).
private struct Noise {
    private var state: UInt32 = 1

    mutating func next() -> Float {
        state = state &* 1_664_525 &+ 1_013_904_223
        return Float(state >> 8) / Float(1 << 23) - 1
    }
}
