internal import Ground
internal import Imaging
internal import USBTransport

/// The reader's lamps; its buzzer is left alone.
enum Lamp: UInt16, CaseIterable {
    case green = 0
    case red = 1
    /// Lights the finger: without it a picture is black.
    case illumination = 3
}

/// An open reader, and the exchanges that switch its lamps and take pictures.
struct Session: Sendable {
    private static let takeImage: UInt8 = 0xE5
    private static let switchLamp: UInt8 = 0xE1
    private static let imageEndpoint: UInt8 = 0x82
    private static let patience = Duration.seconds(1)

    let device: any USBDevice

    func set(_ lamp: Lamp, on: Bool) async throws(Fault) {
        let request = USBControlRequest(request: Self.switchLamp, value: on ? 1 : 0, index: lamp.rawValue)
        try await device.controlOut(request, data: [], timeout: Self.patience)
    }

    /// Takes the picture that is due, which after a pause shows the glass as it was before the pause.
    ///
    /// - Throws: ``Fault`` `reader.image` where it is not whole, or the transport's own.
    func picture() async throws(Fault) -> GrayImage {
        let request = USBControlRequest(request: Self.takeImage, value: 0)
        try await device.controlOut(request, data: [], timeout: Self.patience)
        let read = try await device.submitBulkIn(
            endpoint: Self.imageEndpoint, capacity: ZK4500Sensor.pictureLength, timeout: Self.patience)
        return try Picture.decoded(try await read.result())
    }

    /// Takes two pictures and keeps the second, which is of this moment.
    func freshPicture() async throws(Fault) -> GrayImage {
        _ = try await picture()
        return try await picture()
    }

    func clearHalt() async throws(Fault) { try await device.clearHalt(endpoint: Self.imageEndpoint) }
}
