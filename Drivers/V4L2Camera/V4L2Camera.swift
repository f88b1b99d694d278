public import Capture
internal import Foundation
public import Ground
internal import Synchronization

/// A camera of Video4Linux 2. While it is open a thread of its own waits in the kernel; nothing else waits with it.
public final class V4L2Camera: Camera {
    /// Without a whole frame for so long, a camera is not working.
    private static let patience = Duration.seconds(3)

    public let identity: CameraIdentity
    private let system: any VideoSystem
    private let running = Mutex<Run?>(nil)

    init(_ identity: CameraIdentity, system: any VideoSystem) {
        self.identity = identity
        self.system = system
    }

    public func open(_ wish: CameraWish) async throws(Fault) -> CameraAgreement {
        await close()
        let run = Run(node: try system.open(identity.path))
        running.withLock { $0 = run }
        let answer = await withCheckedContinuation { answer in
            let thread = Thread { run.frames(wish) { answer.resume(returning: $0) } }
            thread.name = "camera"
            thread.start()
        }
        return try answer.get()
    }

    public func nextFrame() async throws(Fault) -> CameraFrame {
        guard let run = running.withLock({ $0 }) else {
            throw Fault(.cameraMisuse, "the camera \(identity.name) is not open; open it first")
        }
        return try await run.newest.next()
    }

    public func close() async {
        guard let run = running.withLock({ $0.take() }) else { return }
        run.node.stop()
        for await _ in run.ended {}
    }

    /// From opening to closing.
    private struct Run: Sendable {
        let node: any VideoNode
        let newest = NewestFrame()
        /// Ends when the thread has given everything back.
        let ended: AsyncStream<Never>
        private let end: AsyncStream<Never>.Continuation

        init(node: any VideoNode) {
            self.node = node
            (ended, end) = AsyncStream.makeStream()
        }

        /// The life of the thread.
        func frames(_ wish: CameraWish, opened: (Result<CameraAgreement, Fault>) -> Void) {
            // Before the word is given: whoever waits for it may open the camera again, or count open files.
            defer {
                node.close()
                end.finish()
            }
            var isOpen = false
            do throws(Fault) {
                var stream = try FrameStream(node, wish)
                isOpen = true
                opened(.success(stream.agreement))
                try deliver(&stream)
                newest.end(Fault(.cameraCancelled, "the camera was closed; open it again"))
            } catch {
                newest.end(error)
                if !isOpen { opened(.failure(error)) }
            }
        }

        private func deliver(_ stream: inout FrameStream) throws(Fault) {
            var last = ContinuousClock.now
            while true {
                if let frame = try stream.newest(within: V4L2Camera.patience) {
                    newest.post(frame)
                    last = .now
                } else if node.wait(atMost: .zero) == .stopped {
                    return
                } else if last.duration(to: .now) > V4L2Camera.patience {
                    throw Fault(
                        .cameraFrame, "\(node.path) sends only damaged frames; check its cable, or use another socket"
                    )
                }
            }
        }
    }
}
