import Capture
import Emulators
import Ground
import Testing
import V4L2Camera

@Suite("A managed camera", .timeLimit(.minutes(20)))
struct ManagedCameraTests {
    private let emulated: EmulatedCamera

    init() throws { emulated = try EmulatedCamera(width: 64, height: 32, offers: [.gray], interval: .milliseconds(1)) }

    private func managed() -> ManagedCamera {
        ManagedCamera(catalogue: emulated.catalogue, selection: nil, clock: InstantClock())
    }

    private func reach(_ wanted: CameraState, of camera: ManagedCamera) async {
        for await state in camera.states() where state == wanted { break }
    }

    /// What it says of itself from when somebody begins to watch to the first frame.
    private func statesWhileWatched(_ camera: ManagedCamera) async -> [CameraState] {
        let states = camera.states()
        let frames = await camera.frames()
        var seen: [CameraState] = []
        for await state in states {
            seen.append(state)
            if state == .capturing { break }
        }
        withExtendedLifetime(frames) {}
        return seen
    }

    @Test("rests until somebody watches, and again when the last one has gone")
    func rests() async throws {
        let camera = managed()
        #expect(await camera.state == .starting)
        await camera.probe()
        #expect(await camera.state == .ready)
        #expect(!emulated.isStreaming)
        let watching = Task { for await _ in await camera.frames() { if Task.isCancelled { break } } }
        for await frame in await camera.frames() {
            #expect(frame.bytes.count == 64 * 32)
            break
        }
        #expect(emulated.isStreaming)
        #expect(await camera.state == .capturing)
        watching.cancel()
        await watching.value
        await reach(.ready, of: camera)
        #expect(!emulated.isStreaming)
    }

    @Test("goes on for its watchers after it was unplugged and plugged in again")
    func replug() async throws {
        let camera = managed()
        var frames = await camera.frames().makeAsyncIterator()
        #expect(await frames.next() != nil)
        emulated.unplug()
        await reach(.unplugged, of: camera)
        emulated.plug()
        await reach(.capturing, of: camera)
        #expect(await frames.next() != nil)
    }

    @Test("that is not there is unplugged for the officer")
    func absent() async {
        emulated.unplug()
        let camera = managed()
        await camera.probe()
        #expect(await camera.state == .unplugged)
    }

    @Test("tells the technician what is wrong, and goes on trying", arguments: [VideoFault.busyAtStart, .brokenStream])
    func fault(fault: VideoFault) async {
        emulated.inject(fault, times: 3)
        let camera = managed()
        let seen = await statesWhileWatched(camera)
        let expected = Fault(.init(fault == .busyAtStart ? "camera.busy" : "camera.io"), "")
        #expect(seen == [.starting, .fault(expected), .capturing])
    }

    @Test("of which no frame can be shown is a fault with the reason, and works again once one can")
    func nothingToShow() async throws {
        let emulated = try EmulatedCamera(width: 64, height: 32, offers: [.motionJPEG], interval: .zero)
        emulated.inject(.cutShort, times: 10)
        let camera = ManagedCamera(
            catalogue: V4L2Cameras(emulated, patience: .zero), selection: nil, clock: InstantClock())
        let seen = await statesWhileWatched(camera)
        #expect(seen.count == 3)
        guard case .fault(let fault) = seen[1] else {
            Issue.record("\(seen)")
            return
        }
        #expect(fault.code.rawValue == "camera.frame" && fault.message.contains("damaged JPEG"))
    }

    @Test("keeps one frame for a watcher that never looks")
    func slow() async {
        let camera = managed()
        let slow = await camera.frames()
        var count = 0
        for await _ in await camera.frames() {
            count += 1
            if count == 50 { break }
        }
        var first: CameraFrame?
        for await frame in slow {
            first = frame
            break
        }
        // What waited for the slow one is from the end of the fifty and not from their beginning.
        #expect((first?.sequence ?? 0) >= 40)
    }
}
