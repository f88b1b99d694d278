import CKernels
import Testing

@testable import Fingerprint

@Suite struct ConvolutionTests {
    static let shapes = [
        LayerShape(inputs: 1, outputs: 16, size: 5, step: 2),
        LayerShape(inputs: 16, outputs: 32, step: 2),
        LayerShape(inputs: 32, outputs: 32, skips: true),
        LayerShape(inputs: 64, outputs: 64, dilation: 4, skips: true),
        LayerShape(inputs: 64, outputs: 32, size: 1),
    ]
    /// The byte that stands for zero: 64 for pictures, 0 within the network.
    static let zeros = [0, 64]

    @Test("Every level gives, bit for bit, the sums of the definition", arguments: shapes, zeros)
    func bytes(shape: LayerShape, zero: Int) {
        let layer = Self.layer(shape)
        let network = NetworkLayer(layer, inputUnit: 0.5, inputZero: zero)
        let input = Self.map(width: 26, height: 18, channels: NetworkLayer.channels(for: shape.inputs), zero: zero)
        let wanted = Self.definition(layer, input, zero: zero)
        for level in 0...convolution_level() {
            let output = network(input, level: level)
            var differing = 0
            for y in 0..<output.height {
                for (x, byte) in output.row(y).enumerated() where abs(Float(byte) - wanted[y][x].held) > 0.501 {
                    differing += 1
                }
            }
            #expect(differing == 0, "level \(level)")
            // Levels are not merely near one another.
            let plain = network(input, level: 0)
            #expect((0..<output.height).allSatisfy { output.row($0).elementsEqual(plain.row($0)) }, "level \(level)")
        }
    }

    @Test("The last layer's floats are those of the definition, at every level")
    func floats() {
        let shape = LayerShape(inputs: 32, outputs: 16, size: 1, rectifies: false)
        let layer = Self.layer(shape)
        let network = NetworkLayer(layer, inputUnit: 0.5)
        let input = Self.map(width: 21, height: 7, channels: 32, zero: 0)
        let wanted = Self.definition(layer, input, zero: 0)
        for level in 0...convolution_level() {
            let output = network.floats(input, level: level)
            for y in 0..<output.height {
                for (x, value) in output.row(y).enumerated() { #expect(abs(value - wanted[y][x].value) < 1e-3) }
            }
        }
    }

    @Test("A map of half the size is added to each two by two")
    func enlarging() {
        let (small, large) = (
            Self.map(width: 5, height: 3, channels: 16, zero: 0), Self.map(width: 10, height: 6, channels: 16, zero: 0)
        )
        let before = (0..<6).map { Array(large.row($0)) }
        add_enlarged_bytes(
            small.pixels, Int32(small.stride), 0.75, large.pixels, Int32(large.stride), 0.5, 10, 6, 16)
        for y in 0..<6 {
            for x in 0..<160 {
                let wanted = Float(small.row(y / 2)[x / 32 * 16 + x % 16]) * 0.75 + Float(before[y][x]) * 0.5
                #expect(abs(Float(large.row(y)[x]) - min(wanted, 127)) <= 0.5)
            }
        }
    }

    private static func layer(_ shape: LayerShape) -> NetworkFile.Layer {
        var noise = Noise()
        return NetworkFile.Layer(
            shape: shape, unit: 40, bias: (0..<shape.outputs).map { _ in Float(noise.next() % 4000) },
            scale: (0..<shape.outputs).map { _ in 0.1 + Float(noise.next() % 100) / 200 },
            weights: (0..<shape.weightCount).map { _ in Int8(noise.next() % 255 - 127) })
    }

    private static func map(width: Int, height: Int, channels: Int, zero: Int) -> FeatureMap<UInt8> {
        var noise = Noise()
        let map = FeatureMap<UInt8>(width: width, height: height, channels: channels, filling: UInt8(zero))
        for y in 0..<height { for x in 0..<width * channels { map.row(y)[x] = UInt8(noise.next() % 128) } }
        return map
    }

    /// The definition in real numbers, number by number; `held` is within what a byte can say.
    private static func definition(
        _ layer: NetworkFile.Layer, _ input: FeatureMap<UInt8>, zero: Int
    ) -> [[(value: Float, held: Float)]] {
        let shape = layer.shape
        func number(_ y: Int, _ x: Int, _ channel: Int) -> Float {
            guard (0..<input.height).contains(y), (0..<input.width).contains(x) else { return 0 }
            return (Float(input.row(y)[x * input.channels + channel]) - Float(zero)) * 0.5
        }
        return (0..<input.height / shape.step).map { y in
            (0..<input.width / shape.step).flatMap { x in
                (0..<shape.outputs).map { o in
                    var sum = Double(layer.bias[o])
                    for tap in 0..<shape.size * shape.size {
                        let v = y * shape.step + (tap / shape.size - shape.size / 2) * shape.dilation
                        let u = x * shape.step + (tap % shape.size - shape.size / 2) * shape.dilation
                        for i in 0..<shape.inputs {
                            sum +=
                                Double(number(v, u, i)) * Double(layer.scale[o])
                                * Double(layer.weights[(tap * shape.inputs + i) * shape.outputs + o])
                        }
                    }
                    if shape.rectifies { sum = max(0, sum) }
                    // Skips are only of maps whose zero is the byte 0.
                    if shape.skips { sum += Double(input.row(y)[x * input.channels + o]) * 0.5 }
                    return (Float(sum / 40), Float(min(max(sum / 40, 0), 127)))
                }
            }
        }
    }
}

/// Whole numbers that look random (a linear congruential generator).
private struct Noise {
    private var state: UInt32 = 1

    mutating func next() -> Int {
        state = state &* 1_664_525 &+ 1_013_904_223
        return Int(state >> 8)
    }
}
