internal import CVideo4Linux
internal import Glibc
internal import Ground
internal import Synchronization

/// An open video node of the kernel.
final class KernelVideoNode: VideoNode {
    let path: String
    private let descriptor: Int32
    /// Readable once ``stop()`` was called.
    private let alarm: Int32
    /// Held while the alarm is rung, so that no other file has its number by then.
    private let isOpen = Mutex(true)

    init(_ path: String) throws(Fault) {
        self.path = path
        descriptor = Glibc.open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .camera("open", path, errno) }
        alarm = video_alarm()
        guard alarm >= 0 else {
            let number = errno
            Glibc.close(descriptor)
            throw .camera("watch", path, number)
        }
    }

    deinit { close() }

    func close() {
        isOpen.withLock { isOpen in
            guard isOpen else { return }
            Glibc.close(descriptor)
            Glibc.close(alarm)
            isOpen = false
        }
    }

    func request(_ code: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
        video_request(descriptor, code, argument)
    }

    func map(offset: Int, count: Int) -> UnsafeMutableRawBufferPointer? {
        let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, offset)
        guard let start, start != MAP_FAILED else { return nil }
        return UnsafeMutableRawBufferPointer(start: start, count: count)
    }

    func unmap(_ buffer: UnsafeMutableRawBufferPointer) { munmap(buffer.baseAddress, buffer.count) }

    func wait(atMost patience: Duration) -> VideoWait {
        var waits = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        waits.append(pollfd(fd: alarm, events: Int16(POLLIN), revents: 0))
        let milliseconds = Int32(min(max(0, patience / .milliseconds(1)), 60_000))
        let count = poll(&waits, 2, milliseconds)
        if waits[1].revents != 0 { return .stopped }
        // A signal looks like a frame that is not there yet, which the reader of frames knows.
        return count == 0 ? .timeout : .ready
    }

    func stop() {
        isOpen.withLock { isOpen in
            var one: UInt64 = 1
            if isOpen { _ = write(alarm, &one, 8) }
        }
    }
}
