internal import CVideo4Linux
internal import Glibc
internal import Ground

/// Frame buffers that the kernel shares with this process; wiped and given back when they go.
struct FrameBuffers: ~Copyable {
    /// One that is being read, one that is being filled, and two for the time in which this process does not run.
    private static let wanted: UInt32 = 4

    private let node: any VideoNode
    private var mapped: [UnsafeMutableRawBufferPointer] = []

    init(_ node: any VideoNode) throws(Fault) {
        self.node = node
        let count = try Self.request(Self.wanted, of: node)
        guard count > 0 else {
            throw Fault(.cameraIo, "\(node.path) gives no buffers; free memory on this machine")
        }
        for index in 0..<count {
            var buffer = Self.description(index)
            try node.require("query a buffer of", video_query_buffer, &buffer)
            guard let memory = node.map(offset: Int(buffer.m.offset), count: Int(buffer.length)) else {
                throw Fault(.cameraIo, "cannot reach the frames of \(node.path); close programs")
            }
            mapped.append(memory)
            try node.require("queue a buffer of", video_queue_buffer, &buffer)
        }
    }

    deinit {
        for buffer in mapped {
            if let start = buffer.baseAddress { explicit_bzero(start, buffer.count) }
            node.unmap(buffer)
        }
        _ = try? Self.request(0, of: node)
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

    /// The number of buffers that the driver gives, which it chooses itself.
    private static func request(_ count: UInt32, of node: any VideoNode) throws(Fault) -> UInt32 {
        var request = v4l2_requestbuffers()
        request.count = count
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.memory = V4L2_MEMORY_MMAP.rawValue
        try node.require("ask for the buffers of", video_request_buffers, &request)
        return min(request.count, 32)
    }
}
