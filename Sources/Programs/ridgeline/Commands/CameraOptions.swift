import ArgumentParser
import Capture
import Emulators
import Foundation
import Ground
import V4L2Camera

/// What `ridgeline capture` can be told about a camera.
struct CameraOptions: ParsableArguments {
    @Option(
        help: """
            A camera instead of a reader: a path (/dev/video0, /dev/v4l/by-id/…), a name (046d:0825, see --list), auto \
            or emulated.
            """)
    var camera: String?

    @Flag(help: "List the cameras that are plugged in, and stop.")
    var list = false

    @Flag(help: "Stream as the officer's page does, and keep no picture; ends after --frames, or with Ctrl-C.")
    var preview = false

    @Option(help: "Frames of a preview; without it, it does not end.")
    var frames: Int?

    @Flag(help: "With --preview: frame rate, losses, delay, processor time and memory, every second and at the end.")
    var stats = false

    @Option(help: "The size wished for, WIDTHxHEIGHT in pixels; the camera takes the nearest it has.")
    var size = Size(width: 1280, height: 720)

    @Option(help: "Frames a second wished for.")
    var rate = 30

    @Option(
        help: "GREY, YUYV, NV12 or MJPG; without it, the best the camera has for the purpose.",
        transform: { name in
            guard let format = PixelFormat(rawValue: name.uppercased()) else {
                throw ValidationError("\"\(name)\" is none of GREY, YUYV, NV12 and MJPG")
            }
            return format
        })
    var format: PixelFormat?

    @Option(help: "auto, or a time in microseconds; without it, as it is.")
    var exposure: Exposure?

    @Option(help: "auto, or a distance in the camera's own units; without it, as it is.")
    var focus: Focus?

    var isChosen: Bool { camera != nil || list }

    func validate() throws {
        guard frames.map({ $0 > 0 }) ?? true else { throw ValidationError("--frames is at least 1") }
        guard (1...1000).contains(rate) else { throw ValidationError("--rate is 1 to 1000") }
        guard isChosen || !(preview || stats || frames != nil || format != nil || exposure != nil || focus != nil)
        else {
            throw ValidationError("this is for cameras: add --camera auto")
        }
    }

    var wish: CameraWish {
        var wish = preview ? CameraWish.preview : CameraWish.still
        if let format { wish.formats = [format] }
        (wish.width, wish.height, wish.framesPerSecond) = (size.width, size.height, rate)
        wish.exposure = exposure?.wish
        wish.focus = focus?.wish
        return wish
    }

    /// The camera that is meant; one that is named by its path need not be listed.
    func find() async throws -> any Camera {
        switch try CameraSetting(camera ?? "auto") {
        case .none: throw Fault(.cameraSelection, "none is no camera; name one, or write auto")
        case .any: return try await V4L2Cameras().camera(nil)
        case .emulated:
            let emulated = try EmulatedCamera(width: size.width, height: size.height, interval: .seconds(1) / rate)
            return try await emulated.catalogue.camera(nil)
        case .selected(let selection):
            if selection.isPath { return V4L2Cameras().camera(at: selection.description) }
            return try await V4L2Cameras().camera(selection)
        }
    }

    struct Size: ExpressibleByArgument, CustomStringConvertible {
        let width: Int
        let height: Int
        var description: String { "\(width)x\(height)" }

        init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

        init?(argument: String) {
            let sides = argument.split(separator: "x").compactMap { Int($0) }
            // Even sides, as colours are shared by two pixels.
            guard sides.count == 2, (64...16_384).contains(sides[0]), (32...16_384).contains(sides[1]),
                sides.allSatisfy({ $0 % 2 == 0 })
            else { return nil }
            self.init(width: sides[0], height: sides[1])
        }
    }

    struct Exposure: ExpressibleByArgument {
        let wish: CameraWish.Exposure
        init?(argument: String) {
            if argument == "auto" {
                wish = .automatic
            } else {
                guard let time = Int(argument), (1...10_000_000).contains(time) else { return nil }
                wish = .time(.microseconds(time))
            }
        }
    }

    struct Focus: ExpressibleByArgument {
        let wish: CameraWish.Focus
        init?(argument: String) {
            if argument == "auto" {
                wish = .automatic
            } else {
                guard let distance = Int(argument) else { return nil }
                wish = .distance(distance)
            }
        }
    }
}
