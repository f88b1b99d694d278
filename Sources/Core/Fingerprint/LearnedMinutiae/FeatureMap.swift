internal import CKernels

/// Rows of pixels of several numbers each, as the convolutions want it (convolution.h).
///
/// Wipes itself when let go. It lives within one extraction; threads that share one write rows of their own.
final class FeatureMap<Number: BitwiseCopyable>: @unchecked Sendable {
    let width: Int
    let height: Int
    let channels: Int
    let margin: Int
    private let memory: CacheLines

    /// - Parameters:
    ///   - margin: pixels on every side.
    ///   - filling: the byte that everything is made of at first; in a map of bytes, what stands for zero.
    init(width: Int, height: Int, channels: Int, margin: Int = Int(CONVOLUTION_MARGIN), filling: UInt8 = 0) {
        self.width = width
        self.height = height
        self.channels = channels
        self.margin = margin
        let bytes = (width + 2 * margin) * (height + 2 * margin) * channels * MemoryLayout<Number>.stride
        memory = CacheLines(bytes, filling: filling)
    }

    /// Pixels from one row to the next.
    var stride: Int { width + 2 * margin }

    /// Pixel (0, 0) and all after it; rows are `stride * channels` numbers apart.
    var pixels: UnsafeMutablePointer<Number> {
        memory.start.assumingMemoryBound(to: Number.self) + (margin * stride + margin) * channels
    }

    /// One row's pixels without margins.
    func row(_ y: Int) -> UnsafeMutableBufferPointer<Number> {
        UnsafeMutableBufferPointer(start: pixels + y * stride * channels, count: width * channels)
    }
}
