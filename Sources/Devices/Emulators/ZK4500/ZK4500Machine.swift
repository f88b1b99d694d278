public import USBTransport

/// The inside of a ZK4500: lamps, and a picture on request, which is always the one taken at the request before.
///
/// A real reader is late only after a pause; a model knows no time, so this one is late always. Endpoints and requests are
/// from the protocol's facts; what the descriptors say besides is a guess.
public struct ZK4500Machine: PolledMachine {
    public static let width = 640
    public static let height = 480
    public static let pixelsPerInch = 500.0
    private static let illumination: UInt16 = 3

    public let descriptors: EmulatedDescriptors
    /// From a request to the last byte of its picture.
    private let imageTime: Duration
    public var finger: [UInt8]?
    private var buffer = [UInt8](repeating: 0, count: width * height)
    /// What the next reply shows.
    private var showsFinger = false
    private var isRequested = false
    private var isDirty = false
    private var faults = FaultCounts<ZK4500Fault>()
    /// Lamps that are on, by their numbers; 2 is the buzzer.
    public private(set) var lamps: Set<UInt16> = []

    init(serial: String, imageTime: Duration) {
        self.imageTime = imageTime
        descriptors = EmulatedDescriptors(
            vendor: 0x1B55, product: 0x0840, manufacturer: "ZKTeco", name: "ZK4500", serial: serial,
            interfaces: [.init([.init(0x82, .bulk, packetSize: 512)])], speed: .high, milliamperes: 500)
    }

    public var state: String { isRequested ? "sending" : finger == nil ? "idle" : "fingerOn" }

    public mutating func reset() {
        (isRequested, showsFinger) = (false, false)
        lamps = []
        buffer = [UInt8](repeating: 0, count: Self.width * Self.height)
    }

    // MARK: - Hands

    public mutating func inject(_ fault: ZK4500Fault, times: Int) {
        faults.add(fault, times: times)
        while faults.consume(.dirtyGlass) { isDirty.toggle() }
    }

    // MARK: - Transfers

    public mutating func controlIn(_ request: USBControlRequest, length: Int) -> EmulatedReply { .stall }

    public mutating func controlOut(_ request: USBControlRequest, data: [UInt8]) -> EmulatedReply {
        switch (request.type, request.request, request.value) {
        case (0x40, 0xE5, 0): isRequested = true
        case (0x40, 0xE1, 0) where request.index < 4: lamps.remove(request.index)
        case (0x40, 0xE1, 1) where request.index < 4: lamps.insert(request.index)
        default: return .stall
        }
        return .data([])
    }

    public mutating func poll(endpoint: UInt8) -> EmulatedReply? {
        guard endpoint == 0x82 else { return .stall }
        // With nothing to say the reader leaves the host to its time limit.
        guard isRequested else { return .silence }
        isRequested = false
        if showsFinger, faults.consume(.liftedDuringPicture) { finger = nil }
        let late = buffer
        let isLit = lamps.contains(Self.illumination)
        buffer = isLit ? glass : late.map { _ in 0 }
        showsFinger = isLit && finger != nil
        return .data(faults.consume(.shortPicture) ? Array(late.dropLast(Self.width)) : late, after: imageTime)
    }

    private var glass: [UInt8] {
        if let finger { return finger }
        let clean = [UInt8](repeating: 245, count: Self.width * Self.height)
        guard isDirty else { return clean }
        // Faint stripes on a patch of 120 by 120 pixels, 6 by 6 mm.
        return clean.enumerated().map { index, grey in
            let (x, y) = (index % Self.width, index / Self.width)
            let isMarked = (200..<320).contains(x) && (150..<270).contains(y) && (x + y) % 9 < 4
            return isMarked ? grey - 18 : grey
        }
    }
}
