public import Capture
public import Ground
public import Imaging
public import USBTransport

public typealias ZK4500Driver = PolledDriver<ZK4500Exchange>

/// ZKTeco's optical reader ZK4500: the exchanges that switch its lamps and take pictures.
///
/// It knows nothing of fingers: pictures are taken until one shows a finger, or none.
public struct ZK4500Exchange: PolledExchange {
    /// The reader's lamps; its buzzer is left alone.
    private enum Lamp: UInt16, CaseIterable {
        case green = 0
        case red = 1
        /// Lights the finger: without it a picture is black.
        case illumination = 3
    }

    private static let takeImage: UInt8 = 0xE5
    private static let switchLamp: UInt8 = 0xE1
    private static let imageEndpoint: UInt8 = 0x82
    private static let patience = Duration.seconds(1)

    public static let model = ZK4500Sensor.model
    public static let pause = Duration.milliseconds(100)

    public static func identity(name: String) -> ReaderIdentity {
        ReaderIdentity(
            name: name, model: model.name, width: ZK4500Sensor.width, height: ZK4500Sensor.height,
            pixelsPerInch: ZK4500Sensor.pixelsPerInch)
    }

    private let device: any USBDevice

    public init(device: any USBDevice) { self.device = device }

    public func start() async throws(Fault) { try await set(.illumination, on: true) }

    /// The last picture taken before the glass counts as free shows it free, so that none of a print stays in the
    /// reader's buffer.
    public func findsFinger() async throws(Fault) -> Bool { GlassView(try await duePicture()).isOccupied }

    /// Shows the green lamp until a finger is there.
    public func showWaiting(_ isWaiting: Bool) async throws(Fault) { try await set(.green, on: isWaiting) }

    /// Takes two pictures and keeps the second, which is of this moment.
    ///
    /// - Throws: ``Fault`` `reader.image` where it is not whole, or the transport's own.
    public func picture() async throws(Fault) -> GrayImage {
        _ = try await duePicture()
        return try await duePicture()
    }

    public func recover(from fault: Fault) async throws(Fault) {
        switch fault.code {
        case .usbStall: try await device.clearHalt(endpoint: Self.imageEndpoint)
        case .readerImage: break
        default: throw fault
        }
    }

    public func close() async {
        for lamp in Lamp.allCases {
            do throws(Fault) { try await set(lamp, on: false) } catch { break }
        }
        await device.close()
    }

    // MARK: - Inside

    /// Takes the picture that is due, which after a pause shows the glass as it was before the pause.
    private func duePicture() async throws(Fault) -> GrayImage {
        let request = USBControlRequest(request: Self.takeImage, value: 0)
        try await device.controlOut(request, data: [], timeout: Self.patience)
        let read = try await device.submitBulkIn(
            endpoint: Self.imageEndpoint, capacity: ZK4500Sensor.pictureLength, timeout: Self.patience)
        return try ZK4500Decoding.picture(try await read.result())
    }

    private func set(_ lamp: Lamp, on: Bool) async throws(Fault) {
        let request = USBControlRequest(request: Self.switchLamp, value: on ? 1 : 0, index: lamp.rawValue)
        try await device.controlOut(request, data: [], timeout: Self.patience)
    }
}
