internal import Ground
internal import Imaging

extension FuzzTarget {
    /// A camera's frame: what is written anew is no larger than frame and tables, and is written the same again; what
    /// libjpeg makes of it does no harm.
    static let motionJPEG = FuzzTarget("motion-jpeg") { bytes in
        guard let frame = try? bytes.withUnsafeBufferPointer({ try MotionJPEG($0) }) else { return }
        // The four standard tables, each a segment of its own: 2 * (21 + 12) bytes for DC, 2 * (21 + 162) for AC.
        precondition(frame.bytes.count <= bytes.count + 432 && frame.width > 0 && frame.height > 0, "a frame too large")
        let isSame = frame.bytes.withBytes { again in
            (try? MotionJPEG(again))?.bytes.withBytes { $0.elementsEqual(again) } ?? false
        }
        precondition(isSame, "another frame when written anew twice")
        // Decoding a large one would take longer than checking thousands of small ones.
        if frame.width * frame.height < 1 << 16 { _ = try? frame.picture() }
    }
}
