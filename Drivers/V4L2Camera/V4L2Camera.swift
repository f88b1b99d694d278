public import Capture
internal import Foundation
public import Ground
internal import Synchronization

/// A camera of Video4Linux 2. While it is open a thread of its own waits in the kernel; nothing else waits with it.
public final class V4L2Camera: Camera {
    /// Without a frame that can be shown for so long, a camera is not working; the officer knows within three seconds.
    static let patience = Duration.milliseconds(2500)

    public let identity: CameraIdentity
    private let system: any VideoSystem
    private let patience: Duration
    private let running = Mutex<Run?>(nil)

    init(_ identity: CameraIdentity, system: any VideoSystem, patience: Duration) {
        self.identity = identity
        self.system = system
        self.patience = patience
    }

    public func open(_ wish: CameraWish) async throws(Fault) -> CameraAgreement {
        await close()
        let run = Run(node: try system.open(identity.path), patience: patience)
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
        let patience: Duration
        let newest = NewestFrame()
        /// Ends when the thread has given everything back.
        let ended: AsyncStream<Never>
        private let end: AsyncStream<Never>.Continuation

        init(node: any VideoNode, patience: Duration) {
            self.node = node
            self.patience = patience
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
                if let frame = try stream.newest(within: patience) {
                    newest.post(frame)
                    last = .now
                } else if node.wait(atMost: .zero) == .stopped {
                    return
                } else if last.duration(to: .now) > patience, let refusal = stream.refusal {
                    throw Fault(
                        refusal.code, "no frame of \(node.path) can be shown: \(refusal.message)", cause: refusal.cause)
                }
            }
        }
    }
}
