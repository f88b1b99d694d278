public import Ground

/// A camera, as the station sees it.
///
/// Call order: `open`, then `nextFrame` any number of times, then `close`; after a fault only `close` and `open`.
/// One caller at a time. Whatever a camera waits for, it waits on a thread of its own: no other device is held up.
public protocol Camera: Sendable {
    var identity: CameraIdentity { get }

    /// Agrees on a format and starts the camera, for this program alone.
    ///
    /// - Returns: what the camera really does, which is seldom exactly what was wished for.
    /// - Throws: ``Fault`` `camera.missing`, `camera.denied`, `camera.busy`, `camera.unplugged`, `camera.format`,
    ///   `camera.control`, `camera.unsupported` or `camera.io`.
    func open(_ wish: CameraWish) async throws(Fault) -> CameraAgreement

    /// The newest whole frame that was not handed out yet; waits where there is none. Older frames are dropped, and so
    /// are damaged ones, of which a camera may send some.
    ///
    /// - Throws: ``Fault`` `camera.timeout`, `camera.unplugged`, `camera.io`; `camera.frame` or `camera.unsupported` with
    ///   the reason where for some seconds no frame can be shown; `camera.cancelled` when
    ///   the calling task was cancelled, which ends the wait at once.
    func nextFrame() async throws(Fault) -> CameraFrame

    /// Stops the camera and gives back all its buffers. Never fails, and is safe to call again.
    func close() async
}

/// Where cameras are found.
public protocol CameraCatalogue: Sendable {
    /// The cameras that are plugged in now, closed, in the order of their nodes.
    func cameras() async throws(Fault) -> [any Camera]
}

extension CameraCatalogue {
    /// The first camera that is meant, closed.
    ///
    /// - Parameter selection: nil means any camera.
    /// - Throws: ``Fault`` `camera.missing`, naming what is there instead, and what listing throws.
    public func camera(_ selection: CameraSelection?) async throws(Fault) -> any Camera {
        let there = try await cameras()
        if let camera = there.first(where: { selection?.matches($0.identity) ?? true }) { return camera }
        let names = there.map(\.identity.name).joined(separator: ", ")
        throw Fault(
            .cameraMissing,
            "no camera\(selection.map { " \($0)" } ?? "") is plugged in (\(there.isEmpty ? "there is none" : "there is \(names)"))"
                + "; plug it in and check its cable")
    }
}
