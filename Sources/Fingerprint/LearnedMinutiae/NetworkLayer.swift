internal import CKernels

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

/// A convolution with its weights, ready to run.
struct NetworkLayer<Number: MapNumber>: Sendable {
    let shape: LayerShape
    private let weights: [Number]
    private let bias: [Float]

    init(_ layer: NetworkFile.Layer) {
        shape = layer.shape
        weights = Number.packed(layer.weights, inputs: shape.inputs, outputs: shape.outputs)
        bias = layer.bias
    }

    /// Channels its input map must have.
    var inputChannels: Int { (shape.inputs + Number.inputMultiple - 1) / Number.inputMultiple * Number.inputMultiple }

    func callAsFunction(_ map: FeatureMap<Number>) -> FeatureMap<Number> {
        precondition(map.channels == inputChannels, "a layer is given the map it was made for")
        let out = FeatureMap<Number>(
            width: map.width / shape.step, height: map.height / shape.step, channels: shape.outputs)
        let layer = convolution_layer(
            inputs: Int32(inputChannels), outputs: Int32(shape.outputs), size: Int32(shape.size),
            step: Int32(shape.step), dilation: Int32(shape.dilation), rectifies: shape.rectifies ? 1 : 0)
        Number.convolve(layer, weights: weights, bias: bias, from: map, skip: shape.skips ? map : nil, into: out)
        return out
    }
}
