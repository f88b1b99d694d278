internal import CVideo4Linux
internal import Glibc
internal import Ground

/// Frame buffers that the kernel shares with this process; unmapped when they go.
struct FrameBuffers: ~Copyable {
    private static let wanted: UInt32 = 4

    private var mapped: [UnsafeRawBufferPointer] = []

    init(_ node: borrowing VideoNode) throws(Fault) {
        var request = v4l2_requestbuffers()
        request.count = Self.wanted
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.memory = V4L2_MEMORY_MMAP.rawValue
        try node.request("ask for the buffers of", &request, v4l2_request_buffers)
        guard request.count > 0 else {
            throw Fault("camera.io", "\(node.path) gives no buffers; free memory on this machine")
        }
        for index in 0..<request.count {
            var buffer = Self.description(index)
            try node.request("query a buffer of", &buffer, v4l2_query_buffer)
            let length = Int(buffer.length)
            guard let start = mmap(nil, length, PROT_READ, MAP_SHARED, node.descriptor, Int(buffer.m.offset)),
                start != MAP_FAILED
            else { throw node.fault("map a buffer of") }
            mapped.append(UnsafeRawBufferPointer(start: start, count: length))
            try node.request("queue a buffer of", &buffer, v4l2_queue_buffer)
        }
    }

    deinit {
        for buffer in mapped { munmap(UnsafeMutableRawPointer(mutating: buffer.baseAddress), buffer.count) }
    }

    /// The bytes of a frame that the kernel has filled; no more than the buffer has, whatever the kernel says.
    func bytes(_ buffer: v4l2_buffer) -> UnsafeRawBufferPointer? {
        guard mapped.indices.contains(Int(buffer.index)) else { return nil }
        return UnsafeRawBufferPointer(rebasing: mapped[Int(buffer.index)].prefix(Int(buffer.bytesused)))
    }

    static func description(_ index: UInt32 = 0) -> v4l2_buffer {
        var buffer = v4l2_buffer()
        buffer.index = index
        buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        buffer.memory = V4L2_MEMORY_MMAP.rawValue
        return buffer
    }
}
