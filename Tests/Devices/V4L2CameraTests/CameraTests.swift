import CVideo4Linux
import Capture
import Emulators
import Foundation
import Ground
import Imaging
import Testing
import V4L2Camera

@Suite("A camera", .timeLimit(.minutes(20)))
struct CameraTests {
    /// Frames as fast as they are taken.
    func emulated(
        offers: [PixelFormat] = [.gray], firstSequence: UInt32 = 0, padding: Int = 0, tables: Bool = false
    ) throws -> EmulatedCamera {
        try EmulatedCamera(
            width: 64, height: 32, offers: offers, interval: .zero, tables: tables, firstSequence: firstSequence,
            padding: padding)
    }

    func camera(_ emulated: EmulatedCamera) async throws -> any Camera {
        try await emulated.catalogue.camera(nil)
    }

    func number(in frame: CameraFrame) throws -> Int? {
        let picture = try frame.picture()
        return picture.withPixels { CameraScene.number(in: $0, width: picture.width) }
    }

    @Test(
        "that is none is refused with what to do",
        arguments: [
            ("/dev/null", Fault(.init("camera.notACamera"), "")),
            ("/dev/no-such-camera", Fault(.init("camera.missing"), "")),
        ])
    func refused(path: String, fault: Fault) async throws {
        let camera = V4L2Cameras().camera(at: path)
        await #expect(throws: fault) { _ = try await camera.open(.still) }
    }

    // The kernel's interface for 64-bit machines, which the requests' numbers contain.
    @Test("is spoken to in structures of the kernel's sizes")
    func layout() {
        #expect(MemoryLayout<v4l2_capability>.size == 104)
        #expect(MemoryLayout<v4l2_fmtdesc>.size == 64)
        #expect(MemoryLayout<v4l2_format>.size == 208)
        #expect(MemoryLayout<v4l2_streamparm>.size == 204)
        #expect(MemoryLayout<v4l2_queryctrl>.size == 68)
        #expect(MemoryLayout<v4l2_control>.size == 8)
        #expect(MemoryLayout<v4l2_requestbuffers>.size == 20)
        #expect(MemoryLayout<v4l2_buffer>.size == 88)
    }

    @Test(
        "sends every kind of frame, with and without gaps between rows",
        arguments: PixelFormat.allCases, [0, 12])
    func formats(format: PixelFormat, padding: Int) async throws {
        let emulated = try emulated(offers: [format], padding: padding)
        let camera = try await camera(emulated)
        let agreement = try await camera.open(.preview)
        #expect(agreement.format.pixelFormat == format)
        for _ in 0..<10 {
            let frame = try await camera.nextFrame()
            #expect(try number(in: frame) == Int(frame.sequence) % CameraScene.period)
        }
        await camera.close()
        #expect(!emulated.isStreaming)
    }

    @Test(
        "agrees on the best kind it offers, which for a preview is another than for a still",
        arguments: [
            (PixelFormat.allCases, PixelFormat.motionJPEG, PixelFormat.gray), ([.yuyv, .nv12], .nv12, .yuyv),
            ([.motionJPEG, .yuyv], .motionJPEG, .yuyv),
        ] as [([PixelFormat], PixelFormat, PixelFormat)])
    func choice(offers: [PixelFormat], preview: PixelFormat, still: PixelFormat) async throws {
        let camera = try await camera(try emulated(offers: offers))
        #expect(try await camera.open(.preview).format.pixelFormat == preview)
        // Opening again closes first.
        #expect(try await camera.open(.still).format.pixelFormat == still)
        await camera.close()
    }

    @Test(
        "that changes what it was told is taken at its word, or refused",
        arguments: [(.otherFormat, nil), (.foreignFormat, Fault(.init("camera.format"), ""))] as [(VideoFault, Fault?)])
    func surprise(fault: VideoFault, refusal: Fault?) async throws {
        let emulated = try emulated(offers: [.yuyv, .motionJPEG])
        emulated.inject(fault, times: 2)
        let camera = try await camera(emulated)
        if let refusal {
            await #expect(throws: refusal) { _ = try await camera.open(.preview) }
        } else {
            #expect(try await camera.open(.preview).format.pixelFormat == .yuyv)
            #expect(try await number(in: camera.nextFrame()) != nil)
        }
        await camera.close()
    }

    @Test("that offers nothing that is wished for says so")
    func nothing() async throws {
        let camera = try await camera(try emulated(offers: [.gray]))
        await #expect(throws: Fault(.init("camera.format"), "")) {
            _ = try await camera.open(CameraWish(formats: [.nv12]))
        }
    }

    @Test(
        "reports each failure by its kind, and works again when it is opened again",
        arguments: [
            (VideoFault.busyAtFormat, "camera.busy"), (.busyAtStart, "camera.busy"), (.noBuffers, "camera.io"),
            (.unpluggedAtDequeue, "camera.unplugged"), (.unpluggedAtQueue, "camera.unplugged"),
            (.brokenStream, "camera.io"), (.refusedBuffer, "camera.io"), (.silence, "camera.timeout"),
        ])
    func failure(fault: VideoFault, code: String) async throws {
        let emulated = try emulated()
        let camera = try await camera(emulated)
        emulated.inject(fault)
        await #expect(throws: Fault(.init(rawValue: code), "")) {
            _ = try await camera.open(.preview)
            // The camera may have sent some frames before.
            while true { _ = try await camera.nextFrame() }
        }
        await camera.close()
        #expect(!emulated.isStreaming)
        emulated.plug()
        emulated.inject(.silence, times: -1)
        _ = try await camera.open(.preview)
        #expect(try await number(in: camera.nextFrame()) != nil)
        await camera.close()
    }

    @Test(
        "goes on after damaged frames and counts them",
        arguments: [VideoFault.flagged, .cutShort, .empty])
    func damage(fault: VideoFault) async throws {
        let emulated = try emulated()
        emulated.inject(fault, times: 3)
        let camera = try await camera(emulated)
        _ = try await camera.open(.preview)
        let frame = try await camera.nextFrame()
        #expect(frame.losses.damaged == 3)
        #expect(frame.losses.lost == 0)
        #expect(try number(in: frame) != nil)
        await camera.close()
    }

    @Test("passes over frames of Motion JPEG that are no whole picture, and counts them")
    func damagedJPEG() async throws {
        let emulated = try emulated(offers: [.motionJPEG])
        emulated.inject(.cutShort, times: 3)
        let camera = try await camera(emulated)
        _ = try await camera.open(.preview)
        let frame = try await camera.nextFrame()
        #expect(frame.losses.damaged == 3 && frame.losses.lost == 0)
        #expect(try number(in: frame) != nil)
        await camera.close()
    }

    @Test("whose driver claims more bytes than a buffer has, or wakes us for nothing, does no harm")
    func lies() async throws {
        let emulated = try emulated()
        emulated.inject(.boastful)
        emulated.inject(.nothingThere, times: 5)
        let camera = try await camera(emulated)
        _ = try await camera.open(.preview)
        #expect(try await camera.nextFrame().bytes.count == 64 * 32)
        await camera.close()
    }

    @Test("counts frames from any number on, over the end of the numbers", arguments: [0, 1, 7, UInt32.max - 1])
    func sequence(first: UInt32) async throws {
        let emulated = try emulated(firstSequence: first)
        let camera = try await camera(emulated)
        _ = try await camera.open(.preview)
        var losses = FrameLosses()
        for _ in 0..<5 { losses = try await camera.nextFrame().losses }
        #expect(losses.lost == 0)
        emulated.inject(.gap, times: 2)
        repeat { losses = try await camera.nextFrame().losses } while losses.lost < 6
        #expect(losses.lost == 6)
        await camera.close()
    }
}
