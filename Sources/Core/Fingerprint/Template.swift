public import Ground

/// What is kept of one print: its minutiae and what goes with them, in the bytes of ``TemplateLayout``.
///
/// The bytes are used in place: reading a template checks them once and copies nothing. They wipe themselves when the
/// last template on them goes. Thread-safe: immutable.
public struct Template: Sendable {
    /// Pixels at 500 ppi.
    public var width: UInt16 { withBytes { TemplateLayout.width($0) } }
    /// Pixels at 500 ppi.
    public var height: UInt16 { withBytes { TemplateLayout.height($0) } }
    /// 0 (useless) to 100.
    public var quality: UInt8 { withBytes { TemplateLayout.quality($0) } }
    /// Minutiae.
    public var count: Int { withBytes { TemplateLayout.count($0) } }

    private let storage: WipingBytes
    private let range: Range<Int>

    /// Minutiae outside the picture are left out; of more than 255 the best are kept; sides and qualities above the
    /// layout's limits (16,383 pixels, 100) are brought down to them.
    public init(width: UInt16, height: UInt16, quality: UInt8, minutiae: [Minutia]) {
        let width = min(width, TemplateLayout.greatestSide)
        let height = min(height, TemplateLayout.greatestSide)
        let kept = minutiae.filter { $0.x < width && $0.y < height }.sorted { $0.quality > $1.quality }
            .prefix(TemplateLayout.mostMinutiae)
        storage = WipingBytes(count: TemplateLayout.size(minutiae: kept.count)) { target in
            TemplateLayout.write(width: width, height: height, quality: quality, minutiae: kept, to: target)
        }
        range = 0..<storage.count
    }

    /// Reads a template that lies in a larger block, for example in a list, without copying it.
    ///
    /// - Throws: ``Fault`` `template.damaged` where a field is out of its range or the length is not the one stated,
    ///   `template.version` for the layout of a later release.
    public init(in block: WipingBytes, at range: Range<Int>) throws(Fault) {
        guard range.lowerBound >= 0, range.upperBound <= block.count else {
            throw Fault(.templateDamaged, "the template is said to lie beyond the end of its file; fetch it again")
        }
        try block.withBytes { (bytes) throws(Fault) in
            try TemplateLayout.check(UnsafeBufferPointer(rebasing: bytes[range]))
        }
        storage = block
        self.range = range
    }

    /// Reads a template from a copy of `bytes`.
    ///
    /// - Throws: ``Fault`` as ``init(in:at:)``.
    public init(bytes: some Collection<UInt8>) throws(Fault) {
        let limit = TemplateLayout.size(minutiae: TemplateLayout.mostMinutiae)
        guard bytes.count <= limit else {
            throw Fault(
                .templateDamaged, "a template has at most \(limit) bytes, not \(bytes.count); extract it again")
        }
        try self.init(in: WipingBytes(bytes), at: 0..<bytes.count)
    }

    /// The template at rest, valid only within `body`.
    public func withBytes<R, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R {
        try storage.withBytes { (bytes) throws(E) in try body(UnsafeBufferPointer(rebasing: bytes[range])) }
    }

    /// A copy of the template at rest, which the caller wipes; prefer ``withBytes(_:)``.
    public var bytes: [UInt8] { withBytes { Array($0) } }

    /// The minutiae, decoded, best first.
    public var minutiae: [Minutia] {
        withBytes { bytes in (0..<TemplateLayout.count(bytes)).map { TemplateLayout.minutia($0, in: bytes) } }
    }
}
