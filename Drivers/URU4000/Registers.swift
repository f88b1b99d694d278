internal import Ground
internal import USBTransport

/// Register addresses; registers are consecutive bytes.
enum Register: UInt16 {
    /// Power and status, see ``HardwareStatus``.
    case hardwareStatus = 0x07
    /// The index of the scrambling key; the host's seed is written in the same go.
    case keyIndex = 0x33
    /// Reads as the key, masked with the seed that was written here.
    case maskedKey = 0x34
    case mode = 0x4E
    case information = 0xF0
    case response = 0x2000
    case challenge = 0x2010
}

/// What the reader is told to do; written to ``Register/mode``.
enum Mode: UInt8 {
    case awaitFingerOn = 0x10
    case awaitFingerOff = 0x12
    case capture = 0x20
    case off = 0x70
}

/// The bits of ``Register/hardwareStatus``.
enum HardwareStatus {
    static let rebooted: UInt8 = 0x01
    static let lowPower: UInt8 = 0x80
    /// Both set: the device is confused and must be rebooted.
    static let confused: UInt8 = 0x84
    /// The bits that are written back to switch the power on.
    static let kept: UInt8 = 0x0F
}

/// Registers over one vendor request on the default pipe.
struct Registers: Sendable {
    private static let request: UInt8 = 0x04
    private static let patience = Duration.seconds(5)

    let device: any USBDevice

    func read(_ register: Register, count: Int) async throws(Fault) -> [UInt8] {
        let request = USBControlRequest(request: Self.request, value: register.rawValue)
        return try await device.controlIn(request, length: count, timeout: Self.patience)
    }

    func write(_ register: Register, _ bytes: [UInt8]) async throws(Fault) {
        let request = USBControlRequest(request: Self.request, value: register.rawValue)
        try await device.controlOut(request, data: bytes, timeout: Self.patience)
    }

    func status() async throws(Fault) -> UInt8 { try await read(.hardwareStatus, count: 1)[0] }

    func set(_ mode: Mode) async throws(Fault) { try await write(.mode, [mode.rawValue]) }
}
