public import Capture
public import Ground
internal import Synchronization
public import V4L2Camera

/// An emulated camera behind an emulated video node, with the hands that plug, unplug and abuse it.
///
/// Thread-safe: all parts of the program see one camera, which one of them at a time may use.
public final class EmulatedCamera: VideoSystem {
    public static let path = "/dev/video0"

    struct State {
        var plugged = true
        var streaming = false
        var faults = FaultCounts<VideoFault>()
        /// Control to value.
        var controls: [UInt32: Int32] = [:]
    }

    let scene: CameraScene
    let offers: [PixelFormat]
    let interval: Duration
    let firstSequence: UInt32
    let padding: Int
    let frames: [PixelFormat: [[UInt8]]]
    let state = Mutex(State())

    /// - Parameters:
    ///   - offers: the kinds of frame it can send.
    ///   - interval: between two frames; zero sends the next one whenever a buffer is free.
    ///   - tables: whether its Motion JPEG has Huffman tables.
    ///   - firstSequence: the number of the first frame.
    ///   - padding: bytes between two rows of uncompressed frames.
    /// - Throws: ``Fault`` `image.memory`.
    public init(
        width: Int = 1280, height: Int = 720, offers: [PixelFormat] = PixelFormat.allCases,
        interval: Duration = .microseconds(33_333), tables: Bool = false, firstSequence: UInt32 = 0, padding: Int = 0
    ) throws(Fault) {
        scene = CameraScene(width: width, height: height)
        self.offers = offers
        self.interval = interval
        self.firstSequence = firstSequence
        self.padding = padding
        var frames: [PixelFormat: [[UInt8]]] = [:]
        for format in offers { frames[format] = try scene.frames(format, tables: tables) }
        self.frames = frames
    }

    /// The camera as the driver finds it.
    public var catalogue: V4L2Cameras { V4L2Cameras(self) }

    // MARK: - Hands

    public func plug() { state.withLock { $0.plugged = true } }
    public func unplug() { state.withLock { $0.plugged = false } }

    /// Lets a fault happen the next `times` times that it can.
    public func inject(_ fault: VideoFault, times: Int = 1) { state.withLock { $0.faults.add(fault, times: times) } }

    /// True while a program has it streaming.
    public var isStreaming: Bool { state.withLock { $0.streaming } }

    func consume(_ fault: VideoFault) -> Bool { state.withLock { $0.faults.consume(fault) } }

    // MARK: - As the kernel shows it

    public func nodes() -> [String] { state.withLock { $0.plugged } ? [Self.path] : [] }

    public func open(_ path: String) throws(Fault) -> any VideoNode {
        guard nodes().contains(path) else { throw Fault(.cameraMissing, "there is no \(path); plug the camera in") }
        return EmulatedVideoNode(self)
    }

    public func usbFacts(_ path: String) -> USBFacts? {
        USBFacts(identifier: "1209:2c01", serial: "emulated", port: "9-2")
    }

    public func links(to path: String) -> [String] { ["/dev/v4l/by-id/usb-Ridgeline_Emulated_camera-video-index0"] }
}
