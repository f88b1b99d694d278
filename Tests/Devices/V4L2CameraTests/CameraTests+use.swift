import CVideo4Linux
import Capture
import Emulators
import Foundation
import Ground
import Imaging
import Testing
import V4L2Camera

extension CameraTests {
    @Test("gives a slow receiver the newest frame and tells how many were skipped")
    func newest() async throws {
        let newest = NewestFrame()
        let format = try FrameFormat(code: PixelFormat.gray.code, width: 2, height: 1, stride: 2)
        for number in 0..<5 as Range<UInt32> {
            newest.post(
                try CameraFrame(
                    bytes: WipingBytes([0, 0]), format: format, sequence: number, captured: .now, losses: FrameLosses())
            )
        }
        newest.end(Fault(.init("camera.unplugged"), ""))
        let frame = try await newest.next()
        #expect(frame.sequence == 4)
        #expect(frame.losses.skipped == 4)
        await #expect(throws: Fault(.init("camera.unplugged"), "")) { _ = try await newest.next() }
    }

    @Test("ends a wait at once when the one who waits is called off, and sends frames to the next")
    func cancelled() async throws {
        let newest = NewestFrame()
        let waiting = Task { try await newest.next() }
        waiting.cancel()
        await #expect(throws: Fault(.init("camera.cancelled"), "")) { _ = try await waiting.value }
        let format = try FrameFormat(code: PixelFormat.gray.code, width: 2, height: 1, stride: 2)
        newest.post(
            try CameraFrame(
                bytes: WipingBytes([0, 0]), format: format, sequence: 9, captured: .now, losses: FrameLosses()))
        #expect(try await newest.next().sequence == 9)
    }

    @Test("is used by one program at a time")
    func exclusive() async throws {
        let emulated = try emulated()
        let (first, second) = (try await camera(emulated), try await camera(emulated))
        _ = try await first.open(.preview)
        await #expect(throws: Fault(.init("camera.busy"), "")) { _ = try await second.open(.preview) }
        await first.close()
        _ = try await second.open(.preview)
        await second.close()
    }

    @Test("that is not open has no frames")
    func misuse() async throws {
        let camera = try await camera(try emulated())
        await #expect(throws: Fault(.init("camera.misuse"), "")) { _ = try await camera.nextFrame() }
        await camera.close()
    }

    @Test(
        "sets the exposure within its range and says what it agreed to",
        arguments: [
            (CameraWish.Exposure.time(.milliseconds(10)), 100), (.time(.seconds(9)), 5000), (.time(.zero), 1),
            (.automatic, nil),
        ] as [(CameraWish.Exposure, Int?)])
    func exposure(wanted: CameraWish.Exposure, agreed: Int?) async throws {
        let camera = try await camera(try emulated())
        var wish = CameraWish.preview
        wish.exposure = wanted
        #expect(try await camera.open(wish).exposure == agreed)
        await camera.close()
    }

    @Test("without a focus says so when it is told to focus", arguments: [CameraWish.Focus.automatic, .distance(3)])
    func focus(wanted: CameraWish.Focus) async throws {
        let camera = try await camera(try emulated())
        var wish = CameraWish.preview
        wish.focus = wanted
        await #expect(throws: Fault(.init("camera.control"), "")) { _ = try await camera.open(wish) }
    }
}
