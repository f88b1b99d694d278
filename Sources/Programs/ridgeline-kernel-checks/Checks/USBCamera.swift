import Capture
import Emulators
import Foundation
import Ground
import V4L2Camera

extension KernelChecks {
    /// v4l2-ctl is the independent client beside ours.
    static let usbCamera = KernelCheck("a USB camera is found by its name; each format arrives byte for byte") {
        for tables in [false, true] {
            try await CameraRig.with(tables: tables) { rig in
                for format in [PixelFormat.motionJPEG, .yuyv] {
                    let sent = Set(try rig.scene.frames(format, tables: tables))
                    let camera = try await rig.camera()
                    var wish = rig.wish(format)
                    (wish.exposure, wish.focus) = (.time(.milliseconds(20)), .distance(120))
                    let agreement = try await camera.open(wish)
                    let frame = try await camera.nextFrame()
                    await camera.close()
                    try require(agreement.format.pixelFormat == format, "it agrees on \(agreement.format)")
                    try require(
                        (agreement.exposure, agreement.focus) == (200, 120),
                        "exposure \(agreement.exposure ?? -1), focus \(agreement.focus ?? -1)")
                    try require(
                        sent.contains(frame.bytes.withBytes { Array($0) }), "\(format): no frame of the camera's")
                    _ = try frame.jpeg()
                    let theirs = "/tmp/theirs.raw"
                    _ = try output(
                        "/usr/bin/v4l2-ctl", "-d", camera.identity.path,
                        "--set-fmt-video=width=\(rig.scene.width),height=\(rig.scene.height),pixelformat=\(format.rawValue)",
                        "--stream-mmap", "--stream-count=1", "--stream-to=\(theirs)")
                    try require(
                        sent.contains([UInt8](try Data(contentsOf: URL(filePath: theirs)))),
                        "\(format): v4l2-ctl gets no frame of the camera's")
                }
            }
        }
        return "MJPG with and without Huffman tables, YUYV; exposure and focus read back"
    }

    static let usbCameraFaults = KernelCheck("a USB camera's faults are counted or reported, and pass") {
        try await CameraRig.with { rig in
            for (fault, format) in [
                (UVCFault.errorBit, PixelFormat.yuyv), (.cutShort, .yuyv), (.longHeader, .motionJPEG),
                (.noise, .motionJPEG), (.cutShort, .motionJPEG), (.stall, .motionJPEG), (.silence, .yuyv),
            ] {
                let outcome = try await suffer(fault, format, rig)
                trace("\(fault.rawValue), \(format.rawValue): \(outcome)")
                if fault == .silence {
                    await rig.emulator.port.unplug()
                    try await rig.gone()
                    await rig.emulator.port.plug()
                }
                let camera = try await rig.camera()
                _ = try await camera.open(rig.wish(format))
                _ = try await camera.nextFrame().jpeg()
                await camera.close()
            }
        }
        return "\(UVCFault.allCases.count) kinds"
    }

    /// - Returns: how the fault showed.
    private static func suffer(_ fault: UVCFault, _ format: PixelFormat, _ rig: CameraRig) async throws -> String {
        let camera = try await rig.camera()
        _ = try await camera.open(rig.wish(format))
        var frame = try await camera.nextFrame()
        let before = frame.losses
        await rig.emulator.device.change { $0.inject(fault, times: 1) }
        do throws(Fault) {
            for _ in 0..<30 {
                frame = try await camera.nextFrame()
                if frame.losses.lost + frame.losses.damaged > before.lost + before.damaged {
                    await camera.close()
                    return "lost \(frame.losses.lost), damaged \(frame.losses.damaged)"
                }
                do throws(Fault) { _ = try frame.jpeg() } catch {
                    await camera.close()
                    return "[\(error.code)]"
                }
            }
        } catch {
            await camera.close()
            try require(error.code == .cameraTimeout, "\(fault.rawValue): \(error)")
            return "[\(error.code)]"
        }
        await camera.close()
        // uvcvideo may mend what it can leave out; a frame it passes on must then be whole.
        try require(fault == .longHeader, "\(fault.rawValue) of \(format.rawValue) went unnoticed")
        return "passed over"
    }

    static let usbCameraUnplugged = KernelCheck("a USB camera that is unplugged while it streams comes back") {
        try await CameraRig.with { rig in
            let camera = try await rig.camera()
            _ = try await camera.open(rig.wish(.motionJPEG))
            _ = try await camera.nextFrame()
            let pulled = ContinuousClock.now
            await rig.emulator.port.unplug()
            do throws(Fault) {
                while true { _ = try await camera.nextFrame() }
            } catch {
                try require(error.code == .cameraUnplugged, "it is not unplugged, but \(error)")
            }
            let missed = pulled.duration(to: .now)
            await camera.close()
            try await rig.gone()
            let plugged = ContinuousClock.now
            await rig.emulator.port.plug()
            let again = try await rig.camera()
            _ = try await again.open(rig.wish(.motionJPEG))
            _ = try await again.nextFrame()
            await again.close()
            return "reported after \(missed.text), a frame \(plugged.duration(to: .now).text) after plugging"
        }
    }

    private static let cycles = 200

    static let usbCameraOpenAndClose = KernelCheck("opened and closed \(cycles) times, a camera leaves no open file") {
        try await CameraRig.with { rig in
            let camera = try await rig.camera()
            func cycle(frame: Bool) async throws {
                _ = try await camera.open(rig.wish(.motionJPEG))
                if frame { _ = try await camera.nextFrame() }
                await camera.close()
            }
            try await cycle(frame: true)
            let before = try openFiles()
            for number in 0..<cycles { try await cycle(frame: number % 20 == 0) }
            let after = try openFiles()
            try requireSame(before, after)
            return "\(after.count) open files before and after"
        }
    }
}
