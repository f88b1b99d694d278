public import Ground

/// A camera that runs while somebody watches, is found anew whenever it is opened, and says how it is.
///
/// Any number may watch: each gets the newest frame and no backlog. Once the last one has gone the camera is closed, so
/// that it rests and other programs may use it.
public actor ManagedCamera {
    private let catalogue: any CameraCatalogue
    private let selection: CameraSelection?
    private let wish: CameraWish
    private let clock: any Clock<Duration>
    private var backOff: BackOff
    private let viewers = Broadcast(of: CameraFrame.self, mostUnread: 1)
    private let watchers = Broadcast(CameraState.starting)
    private var isRunning = false

    public private(set) var state = CameraState.starting

    /// - Parameters:
    ///   - selection: nil takes the first camera there is.
    ///   - clock: for the time between two attempts to open.
    ///   - backOff: short enough that frames come within a second of plugging the camera in again.
    public init(
        catalogue: any CameraCatalogue, selection: CameraSelection?, wish: CameraWish = .preview,
        clock: any Clock<Duration> = ContinuousClock(),
        backOff: BackOff = BackOff(first: .milliseconds(50), limit: .milliseconds(400))
    ) {
        self.catalogue = catalogue
        self.selection = selection
        self.wish = wish
        self.clock = clock
        self.backOff = backOff
    }

    /// Frames from now on, the newest only, until the receiver lets go; faults are bridged, see ``states()``.
    public func frames() -> AsyncStream<CameraFrame> {
        let stream = viewers.stream()
        if !isRunning {
            isRunning = true
            Task { await run() }
        }
        return stream
    }

    /// The state now and every change of it.
    public nonisolated func states() -> AsyncStream<CameraState> { watchers.stream() }

    /// Looks whether the camera is there, unless it is in use, when that is known.
    public func probe() async {
        guard !isRunning else { return }
        let outcome = await found()
        // Somebody may have come meanwhile.
        guard !isRunning else { return }
        switch outcome {
        case .success: enter(.ready)
        case .failure(let fault): enter(fault)
        }
    }

    // MARK: - Inside

    private func found() async -> Result<any Camera, Fault> {
        do throws(Fault) { return .success(try await catalogue.camera(selection)) } catch { return .failure(error) }
    }

    /// Runs the camera until nobody watches.
    private func run() async {
        while viewers.hasListeners {
            do throws(Fault) {
                enter(.starting)
                let camera = try await found().get()
                do throws(Fault) { try await deliver(from: camera) } catch {
                    await camera.close()
                    throw error
                }
                await camera.close()
                enter(.ready)
            } catch {
                enter(error)
                guard viewers.hasListeners, (try? await clock.sleep(for: backOff.step())) != nil else { break }
            }
        }
        isRunning = false
    }

    private func deliver(from camera: any Camera) async throws(Fault) {
        _ = try await camera.open(wish)
        while viewers.hasListeners {
            let frame = try await camera.nextFrame()
            backOff.reset()
            enter(.capturing)
            viewers.send(frame)
        }
    }

    private func enter(_ fault: Fault) {
        enter([.cameraUnplugged, .cameraMissing].contains(fault.code) ? .unplugged : .fault(fault))
    }

    private func enter(_ new: CameraState) {
        guard !new.repeats(state) else { return }
        // A camera that is looked for again and again is still what it was.
        if new == .starting, state != .ready { return }
        state = new
        watchers.send(new)
    }
}
