internal import CKernels
public import Ground
public import Imaging

/// Finds minutiae with a small convolutional network; Training/ says how it was made and how good it is.
///
/// ``LocalNormalisation``, then convolutions (``NetworkLayer`` over ``FeatureMap``s, kernels in CKernels/convolve*.c),
/// then ``HeatPeaks``. All sums are of whole numbers, so every processor finds the same minutiae. The weights are
/// Training/minutiae-network.rlw, linked in by CKernels, read by ``NetworkFile``.
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

    /// The network that is built into the program.
    public static let standard: MinutiaeNetwork = {
        // No input: the weights are part of the program, like its instructions, and MinutiaeNetworkTests reads them.
        // Without them nothing can be recognised, and an answer must not be made up.
        do throws(Fault) { return try MinutiaeNetwork() } catch { preconditionFailure(error.message) }
    }()

    private let layers: [NetworkLayer]
    /// What one unit of the sum of the two maps of a quarter's size stands for.
    private let joinUnit: Float

    /// - Throws: ``Fault`` `network.file` where the weights in the program were exported for another plan.
    init() throws(Fault) {
        var count: Int64 = 0
        let bytes = minutiae_network(&count)
        try self.init(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    }

    /// A network in training.
    ///
    /// - Parameter weights: what Training/export.py wrote.
    /// - Throws: ``Fault`` `network.file` where the bytes are not such weights.
    public init(weights: [UInt8]) throws(Fault) {
        self = try weights.span.bytes.withUnsafeBytes { bytes throws(Fault) in try Self(bytes) }
    }

    package init(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        let file = try NetworkFile(bytes, plan: Self.plan)
        joinUnit = file.joinUnit
        var layers = [
            NetworkLayer(file.layers[0], inputUnit: LocalNormalisation.unit, inputZero: LocalNormalisation.zero)
        ]
        for (index, layer) in file.layers.enumerated().dropFirst() {
            let joined = index == file.layers.count - 2
            layers.append(NetworkLayer(layer, inputUnit: joined ? joinUnit : layers[index - 1].unit))
        }
        self.layers = layers
    }

    /// The minutiae of a picture at 500 ppi, dark ridges; some 6 ms for 388 x 374 pixels with VNNI.
    ///
    /// - Parameters:
    ///   - floor: how sure the network must be, 0 to 1.
    ///   - threads: that share the rows of a layer.
    ///   - observer: sees the heat.
    public func minutiae(
        of image: GrayImage, floor: Float, threads: Int = 1, observer: (any StageObserver)? = nil
    ) -> [Minutia] {
        let heads = heads(image, threads: threads)
        observer?.observe(heads)
        return HeatPeaks.minutiae(heads, width: image.width, height: image.height, floor: floor)
    }

    /// The network's last map: heat, cosine, sine and ending first among its channels.
    ///
    /// - Parameter level: of the processor (convolution.h); the result is the same at every one, as with any number of threads.
    func heads(_ image: GrayImage, level: Int32 = convolution_level(), threads: Int = 1) -> FeatureMap<Float> {
        var map = LocalNormalisation.map(image, channels: NetworkLayer.channels(for: 1))
        for layer in layers[..<Self.detail] { map = layer(map, level: level, threads: threads) }
        let detail = map
        for layer in layers[Self.detail..<layers.count - 2] { map = layer(map, level: level, threads: threads) }
        let (back, shallow) = (layers[layers.count - 3].unit, layers[Self.detail - 1].unit)
        add_enlarged_bytes(
            map.pixels, Int32(map.stride), back / joinUnit, detail.pixels, Int32(detail.stride), shallow / joinUnit,
            Int32(detail.width), Int32(detail.height), Int32(detail.channels))
        let joined = layers[layers.count - 2](detail, level: level, threads: threads)
        return layers[layers.count - 1].floats(joined, level: level, threads: threads)
    }
}
