public import Ground

/// One frame of Motion JPEG, checked and written anew as a JPEG that stands alone.
///
/// What stays are the segments that a baseline decoder needs, each checked (ISO/IEC 10918-1, annexes B and C); comments,
/// application data, and whatever follows the end are left out. Cameras often leave out the Huffman tables when they are
/// the standard ones (annex K); those are put in, and so is an end marker that is missing behind a whole picture.
/// Otherwise the entropy-coded data are only looked through for markers: what they decode to is known when they are
/// decoded. Total over any input, in time linear in its length.
public struct MotionJPEG: Sendable {
    public let bytes: WipingBytes
    /// Pixels.
    public let width: Int
    /// Pixels.
    public let height: Int

    /// - Throws: ``Fault`` `image.broken` for damage, `image.unsupported` for any but baseline JPEG in one scan.
    public init(_ frame: UnsafeBufferPointer<UInt8>) throws(Fault) {
        var segments = JPEGSegments(frame)
        try segments.walk()
        (width, height) = (segments.width, segments.height)
        let parts = segments.kept
        let added = segments.missingTables
        let scan = segments.scan
        bytes = WipingBytes(count: 2 + parts.reduce(0) { $0 + $1.count } + added.count + scan.count + 2) { target in
            var end = target.startIndex
            func append(_ part: some Collection<UInt8>) { end = target[end...].update(fromContentsOf: part) }
            append([0xFF, 0xD8])
            for part in parts { append(UnsafeBufferPointer(rebasing: frame[part])) }
            append(added)
            append(UnsafeBufferPointer(rebasing: frame[scan]))
            append([0xFF, 0xD9])
        }
    }

    /// The picture in grey, decoded by libjpeg; damage that it would paint over is an error.
    ///
    /// - Throws: ``Fault`` of ``ImageFile/read(_:)``.
    public func picture() throws(Fault) -> GrayImage {
        try bytes.withBytes { data throws(Fault) in try JPEG.decode(data, pixelsPerInch: nil) }
    }
}
