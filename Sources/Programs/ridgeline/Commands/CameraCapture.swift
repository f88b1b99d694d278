import ArgumentParser
import Capture
import Foundation
import Ground
import Imaging
import V4L2Camera

/// The camera's half of `ridgeline capture`: a list, a still, or a preview.
struct CameraCapture {
    let options: CameraOptions
    let output: String?
    let json: Bool

    func run() async throws {
        if options.list { return try list() }
        let camera = try await options.find()
        if options.preview {
            try await PreviewMeter(options: options, json: json).run(camera)
        } else {
            try await still(of: camera)
        }
    }

    private func list() throws {
        let (cameras, refused) = V4L2Cameras().survey()
        if json {
            return print(
                try WireJSON.line(Listing(cameras: cameras.map(\.identity), refused: refused.map(\.description))))
        }
        for camera in cameras.map(\.identity) {
            print("\(camera.name)  \(camera.model)  \(([camera.path] + camera.aliases).joined(separator: "  "))")
        }
        for fault in refused { print("refused: \(fault)") }
        if cameras.isEmpty { print("no camera is plugged in that can be used") }
    }

    /// Two seconds of a usual camera.
    private static let mostDamaged = 60

    /// The first frames are thrown away, while the camera finds its exposure.
    private func still(of camera: any Camera) async throws {
        guard let output else { throw ValidationError("a picture needs a place: add --output face.png, or --preview") }
        let agreement = try await camera.open(options.wish)
        do {
            for _ in 0..<5 { _ = try await camera.nextFrame() }
            let contents = try await contents(from: camera)
            await camera.close()
            try DurableFile.write(contents, to: URL(filePath: output), permissions: 0o600)
        } catch {
            await camera.close()
            throw error
        }
        if json {
            return print(try WireJSON.line(Still(camera: camera.identity, agreement: agreement, output: output)))
        }
        print("\(output): \(agreement.format.width) x \(agreement.format.height) pixels from \(camera.identity.name)")
    }

    /// Of the first frame that turns out to be whole when it is decoded.
    private func contents(from camera: any Camera) async throws -> [UInt8] {
        for _ in 1..<Self.mostDamaged {
            do { return try contents(of: try await camera.nextFrame()) } catch let fault as Fault
                where fault.code == .cameraFrame
            {}
        }
        return try contents(of: try await camera.nextFrame())
    }

    /// By the name of the file: a grey PNG, a JPEG in colour, or the bytes that the camera sent.
    private func contents(of frame: CameraFrame) throws -> [UInt8] {
        switch URL(filePath: output ?? "").pathExtension {
        case "raw": frame.bytes.withBytes(Array.init)
        case "jpg", "jpeg": try frame.jpeg(quality: 90).withBytes(Array.init)
        default: try ImageFile.pngBytes(of: frame.picture())
        }
    }

    private struct Listing: Encodable {
        let cameras: [CameraIdentity]
        let refused: [String]
    }

    private struct Still: Encodable {
        let camera: CameraIdentity
        let agreement: CameraAgreement
        let output: String
    }
}
