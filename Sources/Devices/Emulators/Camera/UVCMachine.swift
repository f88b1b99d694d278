internal import Capture
public import Ground
public import USBTransport

/// The inside of an emulated USB camera: negotiation, controls, and frames cut into payloads.
///
/// Written from the class definition (USB Video 1.1, sections 2.4 and 4) and not from the driver; the kernel's uvcvideo
/// is what judges it.
public struct UVCMachine: EmulatedModel {
    /// Bytes of a payload with its header. uvcvideo reads at most 32 packets of 512 bytes with one transfer, so that one
    /// transfer carries one payload.
    static let payloadBytes = 16_384
    private static let headerBytes = 2
    private static let setCurrent: UInt8 = 0x01
    private static let probe: UInt8 = 1
    private static let commit: UInt8 = 2

    public let descriptors: EmulatedDescriptors
    private let scene: CameraScene
    private let frames: [PixelFormat: [[UInt8]]]
    private let frameTime: Duration

    private var agreed: Agreement
    private var controls = UVCControls()
    private var streaming = false
    private var number = 0
    private var rest: ArraySlice<UInt8> = []
    private var toggle: UInt8 = 0
    private var faults = FaultCounts<UVCFault>()

    private struct Agreement {
        var format: UInt8 = 2
        /// In 100 nanoseconds.
        var interval: UInt32 = 333_333
    }

    /// - Parameters:
    ///   - tables: whether Motion JPEG has Huffman tables.
    ///   - frameTime: between two frames; nil is what was negotiated.
    /// - Throws: ``Fault`` `image.memory`.
    public init(
        scene: CameraScene = CameraScene(width: 640, height: 480), serial: String = "emulated", tables: Bool = false,
        frameTime: Duration? = nil
    ) throws(Fault) {
        self.scene = scene
        self.frameTime = frameTime ?? .microseconds(33_333)
        descriptors = UVCDescriptors.make(vendor: 0x1209, product: 0x2C01, serial: serial, scene: scene)
        var frames: [PixelFormat: [[UInt8]]] = [:]
        for format in UVCDescriptors.formats { frames[format] = try scene.frames(format, tables: tables) }
        self.frames = frames
        agreed = Agreement()
    }

    public var state: String { streaming ? "streaming" : "resting" }

    public mutating func reset() {
        agreed = Agreement()
        controls = UVCControls()
        faults.drop(.silence)
        stop()
    }

    public mutating func inject(_ fault: UVCFault, times: Int) { faults.add(fault, times: times) }

    private mutating func stop() {
        (streaming, rest, number) = (false, [], 0)
    }

    // MARK: - Requests of the class

    public mutating func controlIn(_ request: USBControlRequest, length: Int) -> EmulatedReply {
        guard request.type & 0x60 == 0x20 else { return .stall }
        let selector = UInt8(request.value >> 8)
        let (interface, unit) = (UInt8(request.index & 0xFF), UInt8(request.index >> 8))
        let bytes: [UInt8]?
        switch (interface, unit) {
        case (0, UVCDescriptors.cameraTerminal): bytes = controls.answer(selector, request.request)
        case (1, 0) where selector == Self.probe || selector == Self.commit:
            bytes =
                switch request.request {
                case 0x85: UVCDescriptors.word(Self.negotiationBytes)
                case 0x86: [3]
                default: negotiation
                }
        default: bytes = nil
        }
        return bytes.map { .data(Array($0.prefix(length))) } ?? .stall
    }

    public mutating func controlOut(_ request: USBControlRequest, data: [UInt8]) -> EmulatedReply {
        guard request.type & 0x60 == 0x20, request.request == Self.setCurrent else { return .stall }
        let selector = UInt8(request.value >> 8)
        switch (UInt8(request.index & 0xFF), UInt8(request.index >> 8)) {
        case (0, UVCDescriptors.cameraTerminal): return controls.set(selector, data) ? .data([]) : .stall
        case (1, 0) where (selector == Self.probe || selector == Self.commit) && data.count >= 8:
            agreed.format = (1...2).contains(data[2]) ? data[2] : 2
            let interval = UInt32(data[4..<8], .littleEndian)
            agreed.interval = interval > 500_000 ? 666_666 : 333_333
            if selector == Self.commit { (streaming, rest, number) = (true, [], 0) }
            return .data([])
        default: return .stall
        }
    }

    /// What was agreed on, as version 1.1 writes it (table 4-75).
    private static let negotiationBytes = 34
    private var negotiation: [UInt8] {
        let bytes = scene.width * scene.height * 2
        return UVCDescriptors.word(1) + [agreed.format, 1] + UVCDescriptors.long(Int(agreed.interval))
            + [UInt8](repeating: 0, count: 8) + UVCDescriptors.word(0) + UVCDescriptors.long(bytes)
            + UVCDescriptors.long(Self.payloadBytes) + UVCDescriptors.long(48_000_000) + [3, 0, 0, 0]
    }

    // MARK: - Frames

    /// A bulk camera is told to stop by making its endpoint usable again.
    public mutating func haltCleared(endpoint: UInt8) { stop() }

    public mutating func poll(endpoint: UInt8) -> EmulatedReply? {
        guard endpoint == UVCDescriptors.bulkEndpoint else { return .stall }
        guard streaming else { return nil }
        if faults.consume(.stall) { return .stall }
        if faults.isDue(.silence) { return nil }
        let isFirst = rest.isEmpty
        if isFirst { nextFrame() }
        let part = rest.prefix(Self.payloadBytes - Self.headerBytes)
        rest = rest.dropFirst(part.count)
        // Bit 0 changes with every frame, bit 1 ends one, bit 6 says that it is damaged.
        var flags: UInt8 = 0x80 | toggle | (rest.isEmpty ? 2 : 0)
        if isFirst, faults.consume(.errorBit) { flags |= 0x40 }
        let length = isFirst && faults.consume(.longHeader) ? 0xFF : UInt8(Self.headerBytes)
        if rest.isEmpty { toggle ^= 1 }
        return .data([length, flags] + part, after: isFirst ? frameTime : .zero)
    }

    private mutating func nextFrame() {
        let format = UVCDescriptors.formats[Int(agreed.format) - 1]
        let all = frames[format] ?? [[0]]
        var frame = all[number % all.count]
        number += 1
        if faults.consume(.cutShort) { frame.removeLast(frame.count / 2) }
        if faults.consume(.noise) {
            for index in frame.indices { frame[index] = frame[index] &* 37 &+ UInt8(index & 0xFF) }
        }
        rest = frame[...]
    }
}
