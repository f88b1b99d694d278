internal import Capture
internal import Foundation
internal import Ground
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization

/// The camera on the officer's page: frames go out as they come, the newest first, and are kept nowhere.
///
/// A browser that does not keep up misses frames; nothing is queued for it.
final class CameraStream: Sendable {
    /// A page shows one; more are leftovers of pages that are just going away, or too many.
    private static let mostViewers = 4
    private static let boundary = "frame"
    private static let patience = Duration.seconds(3)

    private let camera: ManagedCamera
    private let viewers = Mutex(0)

    init(_ camera: ManagedCamera) { self.camera = camera }

    func add(to router: Router<BasicRequestContext>) {
        router.get("/camera") { _, _ in try self.stream() }
        router.get("/camera/frame") { _, _ in try await self.frame() }
    }

    /// Each part replaces the one before (multipart/x-mixed-replace).
    private func stream() throws -> Response {
        try enter()
        let seat = Seat { self.viewers.withLock { $0 -= 1 } }
        let body = ResponseBody { writer in
            defer { withExtendedLifetime(seat) {} }
            for await frame in await self.camera.frames().cancelOnGracefulShutdown() {
                // One damaged frame is not worth a word; a camera that sends nothing else is a fault of its own.
                guard let jpeg = try? frame.jpeg() else { continue }
                var part = ByteBuffer(
                    string: "--\(Self.boundary)\r\nContent-Type: image/jpeg\r\nContent-Length: \(jpeg.count)\r\n\r\n")
                _ = jpeg.withBytes { part.writeBytes($0) }
                part.writeString("\r\n")
                try await writer.write(part)
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: Self.headers("multipart/x-mixed-replace; boundary=\(Self.boundary)"), body: body)
    }

    private func frame() async throws -> Response {
        try enter()
        let seat = Seat { self.viewers.withLock { $0 -= 1 } }
        defer { withExtendedLifetime(seat) {} }
        let jpeg = await withTaskGroup(of: WipingBytes?.self) { group in
            group.addTask {
                for await frame in await self.camera.frames() {
                    if let jpeg = try? frame.jpeg() { return jpeg }
                }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: Self.patience)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        guard let jpeg else { throw HTTPError(.serviceUnavailable, message: "the camera sends no frames; see /status") }
        let body = jpeg.withBytes { ByteBuffer(bytes: $0) }
        return Response(status: .ok, headers: Self.headers("image/jpeg"), body: .init(byteBuffer: body))
    }

    private func enter() throws {
        let isFull = viewers.withLock { viewers in
            if viewers < Self.mostViewers { viewers += 1 } else { return true }
            return false
        }
        if isFull { throw HTTPError(.serviceUnavailable, message: "too many watch the camera; close other pages") }
    }

    private static func headers(_ type: String) -> HTTPFields {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        // No page of another site may show it, not even without reading it.
        headers[.crossOriginResourcePolicy] = "same-origin"
        return headers
    }

    /// A viewer's place, given back when the answer is over, whether or not it ever began.
    private final class Seat: Sendable {
        private let leave: @Sendable () -> Void
        init(_ leave: @escaping @Sendable () -> Void) { self.leave = leave }
        deinit { leave() }
    }
}
