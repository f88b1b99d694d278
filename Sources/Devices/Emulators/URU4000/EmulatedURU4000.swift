public import Ground
public import Imaging

/// An emulated reader of the U.are.U 4000 family, with the hands that use and abuse it.
///
/// Thread-safe. Put it on a bus with ``EmulatedBus/add(_:)`` and open it with the driver.
public struct EmulatedURU4000: EmulatedReader {
    public let device: EmulatedDevice<URU4000Machine>
    private let variant: URU4000Variant

    /// - Parameters:
    ///   - imageTime: from the read to the last byte of a picture; recorded readers need 130 ms.
    ///   - clock: for that time, and for the time limits of transfers that are not answered.
    ///   - random: for keys and challenges.
    public init(
        _ variant: URU4000Variant = .uareu4500, serial: String? = "emulated", port: String = "9-1",
        imageTime: Duration = .zero, clock: any Clock<Duration> = ContinuousClock(),
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.variant = variant
        device = EmulatedDevice(
            URU4000Machine(variant: variant, serial: serial, imageTime: imageTime, random: random), port: port,
            clock: clock)
    }

    public var port: any EmulatedPort { device }

    /// A bus with this reader alone.
    public var bus: EmulatedBus {
        var bus = EmulatedBus()
        bus.add(device)
        return bus
    }

    public func present(_ print: GrayImage) async throws(Fault) {
        let field = SensorField(print: try atSensorResolution(print), upsideDown: variant.upsideDown)
        await device.change { $0.present(field) }
    }

    public func lift() async { await device.change { $0.lift() } }

    public func inject(_ fault: URU4000Fault, times: Int) async {
        await device.change { $0.inject(fault, times: times) }
    }

    /// The reader leaves out one line, which the line below it stands in for, and loses the last pixel of each
    /// scrambled block, which comes out white.
    public func delivered(for print: GrayImage) throws(Fault) -> GrayImage {
        let field = SensorField(print: try atSensorResolution(print), upsideDown: variant.upsideDown)
        var rows: [UInt8] = []
        var row = 0
        for block in URU4000Image.blocks {
            var pixels = (row..<row + block.lines).flatMap { line in
                let line = block.flags & 0x01 == 0 ? line : line + 1
                return field.withRows(line..<line + 1) { Array($0) }
            }
            if block.flags & 0x02 != 0 { pixels[pixels.count - 1] = 0 }
            rows += pixels
            row += block.lines
        }
        let upright = variant.upsideDown ? rows.reversed() : rows
        return GrayImage(
            width: SensorField.width, height: SensorField.height, pixelsPerInch: SensorField.pixelsPerInch,
            pixels: upright.map { 255 - $0 })
    }

    private func atSensorResolution(_ print: GrayImage) throws(Fault) -> GrayImage {
        guard print.pixelsPerInch != nil else { return print }
        return try print.resampled(toPixelsPerInch: SensorField.pixelsPerInch)
    }
}
