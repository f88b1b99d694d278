internal import CKernels
internal import Glibc

/// Rows of pixels of several numbers each, with zeros around, as the convolutions want it (convolution.h).
///
/// Wipes itself when let go. Not thread-safe: it lives within one extraction.
final class FeatureMap<Number: MapNumber> {
    static var margin: Int { Int(CONVOLUTION_MARGIN) }

    let width: Int
    let height: Int
    let channels: Int
    private let storage: UnsafeMutableBufferPointer<Number>

    /// A map of zeros.
    init(width: Int, height: Int, channels: Int) {
        self.width = width
        self.height = height
        self.channels = channels
        storage = .allocate(capacity: (width + 2 * Self.margin) * (height + 2 * Self.margin) * channels)
        storage.initialize(repeating: .zero)
    }

    deinit {
        if let base = storage.baseAddress { explicit_bzero(base, storage.count * MemoryLayout<Number>.stride) }
        storage.deallocate()
    }

    /// Pixels from one row to the next.
    var stride: Int { width + 2 * Self.margin }

    /// Pixel (0, 0) and all after it; rows are `stride * channels` numbers apart.
    var pixels: UnsafeMutablePointer<Number> {
        // A map has at least its margins, so its storage is never empty.
        storage.baseAddress.unsafelyUnwrapped + (Self.margin * stride + Self.margin) * channels
    }

    /// One row's pixels without margins.
    func row(_ y: Int) -> UnsafeMutableBufferPointer<Number> {
        UnsafeMutableBufferPointer(start: pixels + y * stride * channels, count: width * channels)
    }

    /// The same map in floating point.
    func widened() -> FeatureMap<Float> {
        let wide = FeatureMap<Float>(width: width, height: height, channels: channels)
        for y in 0..<height {
            let (from, to) = (pixels + y * stride * channels, wide.pixels + y * stride * channels)
            for i in 0..<width * channels { to[i] = from[i].float }
        }
        return wide
    }

    /// Adds a map of half the size, each of its pixels to the two by two that lie under it.
    func add(enlarged small: FeatureMap) {
        for y in 0..<height {
            var (from, to) = (small.pixels + (y / 2) * small.stride * channels, pixels + y * stride * channels)
            for _ in 0..<width / 2 {
                for channel in 0..<channels {
                    let value = from[channel].float
                    to[channel] = Number(to[channel].float + value)
                    to[channels + channel] = Number(to[channels + channel].float + value)
                }
                from += channels
                to += 2 * channels
            }
        }
    }
}
