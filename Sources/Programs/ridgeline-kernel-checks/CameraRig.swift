import Capture
import EmulatorServer
import Emulators
import Foundation
import Ground
import V4L2Camera

/// An emulated USB camera that is plugged into this kernel, and driven by its own uvcvideo.
struct CameraRig: Sendable {
    let emulator: EmulatedUVCCamera
    /// Small and slow enough for a processor that is emulated itself.
    let scene: CameraScene

    /// Plugs a camera in, waits until it is found, and pulls it out in the end.
    ///
    /// - Parameter tables: whether its Motion JPEG has Huffman tables.
    static func with<R: Sendable>(
        tables: Bool = false, _ body: @escaping @Sendable (CameraRig) async throws -> R
    ) async throws -> R {
        let scene = CameraScene(width: 320, height: 240)
        let emulator = try EmulatedUVCCamera(
            scene: scene, serial: "CAM", tables: tables, frameTime: .milliseconds(66))
        let rig = CameraRig(emulator: emulator, scene: scene)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await USBIPServer([emulator.port]).attach(emulator.port, to: VirtualHostController())
            }
            let result = await Task { () async throws -> R in
                _ = try await rig.camera()
                return try await body(rig)
            }.result
            await emulator.port.unplug()
            try await rig.gone()
            group.cancelAll()
            return try result.get()
        }
    }

    /// The camera by its stable name, once the kernel has it and udev has named its nodes.
    func camera() async throws -> V4L2Camera {
        try await Rig.limited("the camera to be found") {
            while true {
                let cameras = V4L2Cameras().survey().cameras
                if let camera = cameras.first(where: { $0.identity.name == "1209:2c01:CAM" }),
                    camera.identity.aliases.contains(where: { $0.hasPrefix("/dev/v4l/by-id/") })
                {
                    return camera
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    func gone() async throws {
        try await Rig.limited("the camera to be gone") {
            while !V4L2Cameras().survey().cameras.isEmpty { try await Task.sleep(for: .milliseconds(50)) }
        }
    }

    func wish(_ format: PixelFormat) -> CameraWish {
        var wish = CameraWish(formats: [format])
        (wish.width, wish.height, wish.framesPerSecond) = (scene.width, scene.height, 15)
        return wish
    }
}
