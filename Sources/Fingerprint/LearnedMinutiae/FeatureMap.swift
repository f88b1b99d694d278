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
            let (from, to) = (row(y), wide.row(y))
            for i in 0..<from.count { to[i] = from[i].float }
        }
        return wide
    }

    /// Adds a map of half the size, each of its pixels to the two by two that lie under it.
    func add(enlarged small: FeatureMap) {
        for y in 0..<height {
            let (from, to) = (small.row(y / 2), row(y))
            for x in 0..<width {
                for channel in 0..<channels {
                    let at = x * channels + channel
                    to[at] = Number(to[at].float + from[x / 2 * channels + channel].float)
                }
            }
        }
    }
}
