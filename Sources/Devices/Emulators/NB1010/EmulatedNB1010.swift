public import Ground
public import Imaging

/// An emulated NB-1010-U, with the hands that use and abuse it.
///
/// Thread-safe. Put it on a bus with ``EmulatedBus/add(_:)`` and open it with the driver.
public struct EmulatedNB1010: EmulatedReader {
    public let device: EmulatedDevice<NB1010Machine>

    /// - Parameters:
    ///   - packetTime: from one of a picture's 90 packets to the next.
    ///   - clock: for that time, and for the time limits of transfers that are not answered.
    public init(
        serial: String = "emulated", port: String = "9-2", packetTime: Duration = .zero,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        device = EmulatedDevice(NB1010Machine(serial: serial, packetTime: packetTime), port: port, clock: clock)
    }

    public var port: any EmulatedPort { device }

    public func present(_ print: GrayImage) async throws(Fault) {
        let field = try delivered(for: print)
        await device.change { $0.present(field) }
    }

    public func lift() async { await device.change { $0.lift() } }

    public func delivered(for print: GrayImage) throws(Fault) -> GrayImage {
        try print.onGlass(
            width: NB1010Machine.width, height: NB1010Machine.height, pixelsPerInch: NB1010Machine.pixelsPerInch)
    }

    public func inject(_ fault: NB1010Fault, times: Int) async {
        await device.change { $0.inject(fault, times: times) }
    }
}
