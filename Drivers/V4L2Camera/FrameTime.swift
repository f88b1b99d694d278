internal import CVideo4Linux
internal import Glibc

/// When the kernel had a frame, on the clock of this program.
enum FrameTime {
    /// Cameras with a clock of their own may be a little ahead, and broken ones anywhere.
    private static let believable = Duration.zero...Duration.seconds(10)

    static func of(_ buffer: v4l2_buffer) -> ContinuousClock.Instant {
        let now = ContinuousClock.now
        guard buffer.flags & UInt32(V4L2_BUF_FLAG_TIMESTAMP_MASK) == UInt32(V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) else {
            return now
        }
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let then = Duration.seconds(buffer.timestamp.tv_sec) + .microseconds(buffer.timestamp.tv_usec)
        let age = .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec) - then
        return believable.contains(age) ? now - age : now
    }
}
