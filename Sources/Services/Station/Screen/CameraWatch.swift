public import Capture
internal import Ground
public import ServiceLifecycle

/// Tells the officer how the camera is, and looks for it while nobody watches.
public struct CameraWatch: Service {
    private let camera: ManagedCamera
    private let announcer: Announcer
    private let clock: any Clock<Duration>

    /// - Parameter clock: for the second between two looks.
    public init(camera: ManagedCamera, announcer: Announcer, clock: any Clock<Duration> = ContinuousClock()) {
        self.camera = camera
        self.announcer = announcer
        self.clock = clock
    }

    public func run() async throws {
        let (camera, clock) = (camera, clock)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                repeat { await camera.probe() } while (try? await clock.sleep(for: .seconds(1))) != nil
            }
            for await state in camera.states().cancelOnGracefulShutdown() {
                announcer.announce(.camera(CameraReport(state)))
            }
            group.cancelAll()
        }
    }
}

/// How the camera is, for the officer, with the reason a technician needs.
public struct CameraReport: Sendable, Codable, Equatable {
    public enum Name: String, Sendable, Codable { case starting, ready, capturing, unplugged, fault }

    public let name: Name
    /// Empty when all is well.
    public let reason: String

    public init(_ state: CameraState) {
        switch state {
        case .starting: (name, reason) = (.starting, "")
        case .ready: (name, reason) = (.ready, "")
        case .capturing: (name, reason) = (.capturing, "")
        case .unplugged: (name, reason) = (.unplugged, "the camera is not plugged in; plug it in")
        case .fault(let fault): (name, reason) = (.fault, fault.description)
        }
    }
}
