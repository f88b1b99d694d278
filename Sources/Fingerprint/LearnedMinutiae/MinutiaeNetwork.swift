internal import CKernels
public import Ground
public import Imaging

/// Finds minutiae with a small convolutional network; Training/ says how it was made and how good it is.
///
/// ``LocalNormalisation``, then convolutions (``NetworkLayer`` over ``FeatureMap``s, kernels in CKernels/convolve_*.c),
/// then ``HeatPeaks``. The weights are Training/minutiae-network.rlw, linked in by CKernels, read by ``NetworkFile``.
/// Thread-safe: immutable; every call has its own maps.
public struct MinutiaeNetwork: Sendable {
    /// The layers in the order of use.
    static let plan: [LayerShape] =
        [
            LayerShape(inputs: 1, outputs: 16, size: 5, step: 2),
            LayerShape(inputs: 16, outputs: 32, step: 2),
            LayerShape(inputs: 32, outputs: 32, skips: true),
            LayerShape(inputs: 32, outputs: 32, skips: true),
            LayerShape(inputs: 32, outputs: 64, step: 2),
        ] + [1, 2, 4, 2, 1].map { LayerShape(inputs: 64, outputs: 64, dilation: $0, skips: true) } + [
            LayerShape(inputs: 64, outputs: 32, size: 1),
            LayerShape(inputs: 32, outputs: 32),
            LayerShape(inputs: 32, outputs: 16, size: 1, rectifies: false),
        ]
    /// Up to here a quarter of the size is reached: this map comes back for the fine placing.
    private static let detail = 4

    let half: [NetworkLayer<BFloat16>]
    let full: [NetworkLayer<Float>]

    /// The network that is built into the program.
    ///
    /// - Throws: ``Fault`` `network.file` where the weights were exported for another plan.
    public init() throws(Fault) {
        var count: Int64 = 0
        let bytes = minutiae_network(&count)
        try self.init(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    }

    package init(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        let layers = try NetworkFile(bytes, plan: Self.plan).layers
        half = layers.map(NetworkLayer.init)
        full = layers.map(NetworkLayer.init)
    }

    /// The minutiae of a picture at 500 ppi, dark ridges; some 9 ms for 388 x 374 pixels.
    ///
    /// - Parameter floor: how sure the network must be, 0 to 1.
    public func minutiae(of image: GrayImage, floor: Float) -> [Minutia] {
        let map = convolve_bfloat16_works() != 0 ? heads(image, half) : heads(image, full)
        return HeatPeaks.minutiae(map, width: image.width, height: image.height, floor: floor)
    }

    /// The network's last map, computed in either kind of number.
    func heads<Number: MapNumber>(
        _ image: GrayImage, _ layers: [NetworkLayer<Number>]
    ) -> FeatureMap<Float> {
        var map: FeatureMap<Number> = LocalNormalisation.map(image, channels: layers[0].inputChannels)
        for layer in layers[..<Self.detail] { map = layer(map) }
        let detail = map
        for layer in layers[Self.detail..<layers.count - 2] { map = layer(map) }
        detail.add(enlarged: map)
        // The last layer is tiny, and its peaks want all digits.
        return full[layers.count - 1](layers[layers.count - 2](detail).widened())
    }
}
