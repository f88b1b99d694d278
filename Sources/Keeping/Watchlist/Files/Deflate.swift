internal import CZlib
internal import Ground

/// Raw deflate (RFC 1951) of small pieces, with a bound on what may come out.
enum Deflate {
    private typealias Stream = UnsafeMutablePointer<z_stream>

    /// Nil where compression gains less than a sixteenth: then reading is not worth its time.
    static func compress(_ input: UnsafeRawBufferPointer) -> [UInt8]? {
        withStream { stream in
            let size = Int32(MemoryLayout<z_stream>.size)
            guard deflateInit2_(stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
                return nil
            }
            defer { deflateEnd(stream) }
            var output = [UInt8](repeating: 0, count: input.count - input.count / 16)
            let status = run(stream, from: input, into: &output) { deflate($0, Z_FINISH) }
            output.removeLast(Int(stream.pointee.avail_out))
            return status == Z_STREAM_END ? output : nil
        }
    }

    /// Nil for damaged input, or input that grows beyond `limit` bytes.
    static func expand(_ input: UnsafeRawBufferPointer, limit: Int) -> [UInt8]? {
        withStream { stream in
            guard inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
                return nil
            }
            defer { inflateEnd(stream) }
            var output = [UInt8](repeating: 0, count: limit)
            let status = run(stream, from: input, into: &output) { inflate($0, Z_FINISH) }
            guard status == Z_STREAM_END, stream.pointee.avail_in == 0 else {
                output.wipe()
                return nil
            }
            output.removeLast(Int(stream.pointee.avail_out))
            return output
        }
    }

    /// zlib keeps the stream's address, so the stream must not move.
    private static func withStream(_ body: (Stream) -> [UInt8]?) -> [UInt8]? {
        let stream = Stream.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        return body(stream)
    }

    private static func run(
        _ stream: Stream, from input: UnsafeRawBufferPointer, into output: inout [UInt8], _ step: (Stream) -> Int32
    ) -> Int32 {
        output.withUnsafeMutableBytes { target in
            // zlib does not write through its input; the type only lacks a const.
            stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
            stream.pointee.avail_in = UInt32(input.count)
            stream.pointee.next_out = target.bindMemory(to: UInt8.self).baseAddress
            stream.pointee.avail_out = UInt32(target.count)
            return step(stream)
        }
    }
}
