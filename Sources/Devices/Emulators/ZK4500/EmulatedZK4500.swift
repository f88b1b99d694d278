public import Ground
public import Imaging

/// An emulated ZK4500, with the hands that use and abuse it.
///
/// Thread-safe. Put it on a bus with ``EmulatedBus/add(_:)`` and open it with the driver.
public struct EmulatedZK4500: EmulatedReader {
    public let device: EmulatedDevice<ZK4500Machine>

    /// - Parameters:
    ///   - imageTime: from a request to the last byte of its picture.
    ///   - clock: for that time, and for the time limits of transfers that are not answered.
    public init(
        serial: String = "emulated", port: String = "9-3", imageTime: Duration = .zero,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        device = EmulatedDevice(ZK4500Machine(serial: serial, imageTime: imageTime), port: port, clock: clock)
    }

    public var port: any EmulatedPort { device }

    public func present(_ print: GrayImage) async throws(Fault) {
        let field = try delivered(for: print)
        await device.change { $0.present(field) }
    }

    public func lift() async { await device.change { $0.lift() } }

    public func delivered(for print: GrayImage) throws(Fault) -> GrayImage {
        try print.onGlass(
            width: ZK4500Machine.width, height: ZK4500Machine.height, pixelsPerInch: ZK4500Machine.pixelsPerInch)
    }

    public func inject(_ fault: ZK4500Fault, times: Int) async {
        await device.change { $0.inject(fault, times: times) }
    }
}
