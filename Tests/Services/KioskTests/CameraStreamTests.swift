import Capture
import Emulators
import Ground
import HTTPTypes
import Imaging
import Logging
import ManualClock
import NIOCore
import Station
import Testing

@testable import Kiosk

@Suite("The camera on the page", .timeLimit(.minutes(20)))
struct CameraStreamTests {
    private func kiosk(_ camera: ManagedCamera?) throws -> Kiosk {
        Kiosk(
            door: TheKey.door, announcer: Announcer(), recorder: try .passing(), orders: OfficerOrders(),
            emulation: nil, camera: camera,
            logger: Logger(label: "test"), clock: StoppedClock())
    }

    private func emulated(_ format: PixelFormat) throws -> (EmulatedCamera, ManagedCamera) {
        let camera = try EmulatedCamera(width: 64, height: 32, offers: [format], interval: .milliseconds(1))
        return (camera, ManagedCamera(catalogue: camera.catalogue, selection: nil))
    }

    @Test(
        "is a JPEG that may not be kept nor shown elsewhere, and lets the camera rest afterwards",
        arguments: PixelFormat.allCases)
    func frame(format: PixelFormat) async throws {
        let (emulated, camera) = try emulated(format)
        try await kiosk(camera).test { client in
            try await client.ask("/camera/frame") { response in
                #expect(response.status == .ok)
                #expect(response.headers[.contentType] == "image/jpeg")
                #expect(response.headers[.cacheControl] == "no-store")
                #expect(response.headers[.crossOriginResourcePolicy] == "same-origin")
                let picture = try ImageFile.read(Array(buffer: response.body))
                #expect(picture.withPixels { CameraScene.number(in: $0, width: picture.width) } != nil)
            }
        }
        for await state in camera.states() where state == .ready { break }
        #expect(!emulated.isStreaming)
    }

    @Test("is not there when none is configured")
    func none() async throws {
        try await kiosk(nil).test { client in
            for uri in ["/camera", "/camera/frame"] {
                try await client.ask(uri) { #expect($0.status == .notFound) }
            }
        }
    }

    @Test("is refused to pages of other sites, which name no origin when they show a picture")
    func foreign() async throws {
        let (emulated, camera) = try emulated(.gray)
        try await kiosk(camera).test { client in
            let name = try #require(HTTPField.Name("Sec-Fetch-Site"))
            for site in ["cross-site", "same-site"] {
                let headers: HTTPFields = [name: site]
                try await client.ask("/camera/frame", headers: headers) {
                    #expect($0.status == .forbidden)
                }
            }
        }
        #expect(!emulated.isStreaming)
    }
}
