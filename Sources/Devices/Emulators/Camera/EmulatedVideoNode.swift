internal import CVideo4Linux
internal import Capture
internal import Glibc
internal import Synchronization
internal import V4L2Camera

/// The kernel's side of an emulated camera: the requests that the driver makes, as linux/videodev2.h describes them.
final class EmulatedVideoNode: VideoNode {
    private struct State {
        var format = PixelFormat.motionJPEG
        var buffers: [UnsafeMutableRawBufferPointer] = []
        var queued: [UInt32] = []
        var filled: [v4l2_buffer] = []
        var streaming = false
        var sequence: UInt32
        var due = ContinuousClock.now
        var stopped = false
    }

    let path = EmulatedCamera.path
    private let camera: EmulatedCamera
    private let state: Mutex<State>
    private let alarm = DispatchAlarm()

    init(_ camera: EmulatedCamera) {
        self.camera = camera
        state = Mutex(State(sequence: camera.firstSequence))
    }

    deinit { close() }

    func close() {
        state.withLock { state in
            stream(&state, on: false)
            free(&state)
        }
    }

    // MARK: - Requests

    func request(_ code: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
        guard camera.state.withLock({ $0.plugged }) else { return ENODEV }
        return state.withLock { state in
            switch code {
            case video_query_capability:
                queryCapability(&argument.assumingMemoryBound(to: v4l2_capability.self).pointee)
            case video_enumerate_format: enumerate(&argument.assumingMemoryBound(to: v4l2_fmtdesc.self).pointee)
            case video_set_format: setFormat(&argument.assumingMemoryBound(to: v4l2_format.self).pointee, &state)
            case video_set_parameters: setRate(&argument.assumingMemoryBound(to: v4l2_streamparm.self).pointee)
            case video_query_control: query(&argument.assumingMemoryBound(to: v4l2_queryctrl.self).pointee)
            case video_get_control: get(&argument.assumingMemoryBound(to: v4l2_control.self).pointee)
            case video_set_control: set(argument.assumingMemoryBound(to: v4l2_control.self).pointee)
            case video_request_buffers:
                request(&argument.assumingMemoryBound(to: v4l2_requestbuffers.self).pointee, &state)
            case video_query_buffer: query(&argument.assumingMemoryBound(to: v4l2_buffer.self).pointee, state)
            case video_queue_buffer: queue(argument.assumingMemoryBound(to: v4l2_buffer.self).pointee, &state)
            case video_dequeue_buffer: dequeue(&argument.assumingMemoryBound(to: v4l2_buffer.self).pointee, &state)
            case video_start: start(&state)
            case video_stop: stream(&state, on: false)
            default: ENOTTY
            }
        }
    }

    private func queryCapability(_ capability: inout v4l2_capability) -> Int32 {
        capability.capabilities = UInt32(V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING)
        withUnsafeMutableBytes(of: &capability.card) { $0.copyBytes(from: Array("Emulated camera".utf8)) }
        withUnsafeMutableBytes(of: &capability.bus_info) { $0.copyBytes(from: Array("emulated-9-2".utf8)) }
        return 0
    }

    private func enumerate(_ format: inout v4l2_fmtdesc) -> Int32 {
        guard format.index < camera.offers.count else { return EINVAL }
        format.pixelformat = camera.offers[Int(format.index)].code
        return 0
    }

    private func setFormat(_ format: inout v4l2_format, _ state: inout State) -> Int32 {
        if camera.consume(.busyAtFormat) || !state.buffers.isEmpty { return EBUSY }
        var chosen = PixelFormat(code: format.fmt.pix.pixelformat) ?? camera.offers[0]
        if !camera.offers.contains(chosen) || camera.consume(.otherFormat) { chosen = camera.offers[0] }
        state.format = chosen
        format.fmt.pix.pixelformat = camera.consume(.foreignFormat) ? 0x3234_3248 : chosen.code
        format.fmt.pix.width = UInt32(camera.scene.width)
        format.fmt.pix.height = UInt32(camera.scene.height)
        format.fmt.pix.bytesperline = chosen == .motionJPEG ? 0 : UInt32(rowBytes(chosen) + camera.padding)
        format.fmt.pix.sizeimage = UInt32(frameBytes(chosen))
        return 0
    }

    private func setRate(_ parameters: inout v4l2_streamparm) -> Int32 {
        guard camera.interval > .zero else { return ENOTTY }
        parameters.parm.capture.timeperframe.numerator = UInt32(camera.interval / .microseconds(1))
        parameters.parm.capture.timeperframe.denominator = 1_000_000
        return 0
    }

    // MARK: - Controls: exposure from 1 to 5000, no focus

    private func query(_ control: inout v4l2_queryctrl) -> Int32 {
        guard control.id == video_exposure_time else { return EINVAL }
        (control.minimum, control.maximum, control.step, control.default_value) = (1, 5000, 1, 156)
        return 0
    }

    private func get(_ control: inout v4l2_control) -> Int32 {
        guard let value = camera.state.withLock({ $0.controls[control.id] }) else { return EINVAL }
        control.value = value
        return 0
    }

    private func set(_ control: v4l2_control) -> Int32 {
        switch control.id {
        case video_exposure_mode where control.value == 1 || control.value == 3: break
        case video_exposure_time where (1...5000).contains(control.value): break
        case video_exposure_mode, video_exposure_time: return ERANGE
        default: return EINVAL
        }
        camera.state.withLock { $0.controls[control.id] = control.value }
        return 0
    }

    // MARK: - Buffers

    private func rowBytes(_ format: PixelFormat) -> Int { camera.scene.width * (format == .yuyv ? 2 : 1) }

    private func frameBytes(_ format: PixelFormat) -> Int {
        let rows = format == .nv12 ? camera.scene.height * 3 / 2 : camera.scene.height
        return (rowBytes(format) + camera.padding) * rows
    }

    private func request(_ request: inout v4l2_requestbuffers, _ state: inout State) -> Int32 {
        if request.count > 0, camera.state.withLock({ $0.streaming }) { return EBUSY }
        free(&state)
        if camera.consume(.noBuffers) { request.count = 0 }
        state.buffers = (0..<request.count).map { _ in
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: frameBytes(state.format), alignment: 64)
            buffer.initializeMemory(as: UInt8.self, repeating: 0)
            return buffer
        }
        return 0
    }

    private func free(_ state: inout State) {
        for buffer in state.buffers { buffer.deallocate() }
        (state.buffers, state.queued, state.filled) = ([], [], [])
    }

    func map(offset: Int, count: Int) -> UnsafeMutableRawBufferPointer? {
        state.withLock { $0.buffers.indices.contains(offset) ? $0.buffers[offset] : nil }
    }

    func unmap(_ buffer: UnsafeMutableRawBufferPointer) {}

    private func query(_ buffer: inout v4l2_buffer, _ state: State) -> Int32 {
        guard buffer.index < state.buffers.count else { return EINVAL }
        buffer.length = UInt32(state.buffers[Int(buffer.index)].count)
        buffer.m.offset = buffer.index
        return 0
    }

    private func queue(_ buffer: v4l2_buffer, _ state: inout State) -> Int32 {
        if state.streaming, camera.consume(.unpluggedAtQueue) {
            camera.unplug()
            return ENODEV
        }
        if state.streaming, camera.consume(.refusedBuffer) { return EINVAL }
        guard buffer.index < state.buffers.count, !state.queued.contains(buffer.index) else { return EINVAL }
        state.queued.append(buffer.index)
        return 0
    }

    private func dequeue(_ buffer: inout v4l2_buffer, _ state: inout State) -> Int32 {
        if camera.consume(.unpluggedAtDequeue) {
            camera.unplug()
            return ENODEV
        }
        if camera.consume(.brokenStream) { return EIO }
        guard !state.filled.isEmpty else { return EAGAIN }
        buffer = state.filled.removeFirst()
        return 0
    }

    private func start(_ state: inout State) -> Int32 {
        if camera.consume(.busyAtStart) { return EBUSY }
        state.due = .now + camera.interval
        return stream(&state, on: true)
    }

    @discardableResult
    private func stream(_ state: inout State, on: Bool) -> Int32 {
        if on || state.streaming { camera.state.withLock { $0.streaming = on } }
        state.streaming = on
        state.filled = []
        return 0
    }

    // MARK: - Time

    func wait(atMost patience: Duration) -> VideoWait {
        if camera.consume(.nothingThere) { return .ready }
        if camera.state.withLock({ $0.faults.isDue(.silence) }) {
            // Nobody wants to wait for what does not come.
            return state.withLock { $0.stopped } ? .stopped : .timeout
        }
        let limit = ContinuousClock.now + patience
        while true {
            let (isStopped, isReady, due) = state.withLock { state in
                fill(&state)
                let isReady = !state.filled.isEmpty || !camera.state.withLock { $0.plugged }
                return (state.stopped, isReady, state.due)
            }
            if isStopped { return .stopped }
            if isReady { return .ready }
            if ContinuousClock.now >= limit { return .timeout }
            alarm.wait(until: min(limit, due))
        }
    }

    func stop() {
        state.withLock { $0.stopped = true }
        alarm.ring()
    }

    /// Takes the frames that are due; those that find no buffer are lost, as in a camera.
    private func fill(_ state: inout State) {
        guard state.streaming, camera.interval == .zero ? state.filled.isEmpty : state.due <= .now else { return }
        repeat {
            if camera.consume(.gap) { state.sequence &+= 3 }
            if !state.queued.isEmpty { state.filled.append(frame(into: state.queued.removeFirst(), &state)) }
            state.sequence &+= 1
            state.due += camera.interval
        } while camera.interval > .zero && state.due <= .now
    }

    private func frame(into index: UInt32, _ state: inout State) -> v4l2_buffer {
        let frames = camera.frames[state.format] ?? [[]]
        let bytes = frames[Int(state.sequence) % frames.count]
        let target = state.buffers[Int(index)]
        let row = state.format == .motionJPEG ? bytes.count : rowBytes(state.format)
        let stride = row + (state.format == .motionJPEG ? 0 : camera.padding)
        for (number, start) in Swift.stride(from: 0, to: bytes.count, by: row).enumerated() {
            bytes[start..<min(start + row, bytes.count)].withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: target[(number * stride)...]).copyMemory(from: $0)
            }
        }
        var buffer = v4l2_buffer()
        buffer.index = index
        buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        buffer.sequence = state.sequence
        buffer.bytesused = UInt32(state.format == .motionJPEG ? bytes.count : target.count)
        if camera.consume(.flagged) { buffer.flags |= UInt32(V4L2_BUF_FLAG_ERROR) }
        if camera.consume(.cutShort) { buffer.bytesused /= 2 }
        if camera.consume(.empty) { buffer.bytesused = 0 }
        if camera.consume(.boastful) { buffer.bytesused = .max }
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        buffer.flags |= UInt32(V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC)
        buffer.timestamp = timeval(tv_sec: time.tv_sec, tv_usec: time.tv_nsec / 1000)
        return buffer
    }
}
