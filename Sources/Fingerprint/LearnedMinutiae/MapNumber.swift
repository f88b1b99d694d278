internal import CKernels

/// What feature maps are made of: the convolution that goes with each kind of number.
protocol MapNumber: BitwiseCopyable, Sendable {
    static var zero: Self { get }
    /// Layers have a multiple of this many inputs.
    static var inputMultiple: Int { get }
    init(_ float: Float)
    var float: Float { get }
    /// `taps` x `inputs` x `outputs` weights, in the order the convolution reads them.
    static func packed(_ weights: [Float], inputs: Int, outputs: Int) -> [Self]
    /// See convolution.h.
    static func convolve(
        _ layer: convolution_layer, weights: [Self], bias: [Float], from: FeatureMap<Self>, skip: FeatureMap<Self>?,
        into: FeatureMap<Self>)
}

extension Float: MapNumber {
    static var inputMultiple: Int { 1 }
    var float: Float { self }

    static func packed(_ weights: [Float], inputs: Int, outputs: Int) -> [Float] { weights }

    static func convolve(
        _ layer: convolution_layer, weights: [Float], bias: [Float], from: FeatureMap<Float>, skip: FeatureMap<Float>?,
        into: FeatureMap<Float>
    ) {
        withUnsafePointer(to: layer) {
            convolve_float(
                $0, weights, bias, from.pixels, Int32(from.stride), skip?.pixels, into.pixels, Int32(into.stride),
                Int32(into.width), Int32(into.height))
        }
    }
}

/// The upper half of a Float: half the memory, and twice the multiplications where the processor knows it.
struct BFloat16: MapNumber {
    let bits: UInt16

    static var zero: BFloat16 { BFloat16(0) }
    static var inputMultiple: Int { 2 }

    /// Rounds to the nearest, ties to even.
    init(_ float: Float) {
        let pattern = float.bitPattern
        bits = UInt16(truncatingIfNeeded: (pattern &+ 0x7fff &+ (pattern >> 16 & 1)) >> 16)
    }

    init(bits: UInt16) { self.bits = bits }

    var float: Float { Float(bitPattern: UInt32(bits) << 16) }

    /// Pairs of inputs side by side; an odd last input is paired with zero.
    static func packed(_ weights: [Float], inputs: Int, outputs: Int) -> [BFloat16] {
        let pairs = (inputs + 1) / 2
        let taps = weights.count / (inputs * outputs)
        var packed = [BFloat16](repeating: .zero, count: taps * pairs * outputs * 2)
        for tap in 0..<taps {
            for input in 0..<inputs {
                for output in 0..<outputs {
                    packed[((tap * pairs + input / 2) * outputs + output) * 2 + input % 2] =
                        BFloat16(weights[(tap * inputs + input) * outputs + output])
                }
            }
        }
        return packed
    }

    static func convolve(
        _ layer: convolution_layer, weights: [BFloat16], bias: [Float], from: FeatureMap<BFloat16>,
        skip: FeatureMap<BFloat16>?, into: FeatureMap<BFloat16>
    ) {
        func bits(_ pointer: UnsafeMutablePointer<BFloat16>) -> UnsafeMutablePointer<UInt16> {
            UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt16.self)
        }
        withUnsafePointer(to: layer) { layer in
            weights.withUnsafeBytes { weights in
                convolve_bfloat16(
                    layer, weights.baseAddress?.assumingMemoryBound(to: UInt16.self), bias, bits(from.pixels),
                    Int32(from.stride), skip.map { bits($0.pixels) }, bits(into.pixels), Int32(into.stride),
                    Int32(into.width), Int32(into.height))
            }
        }
    }
}
