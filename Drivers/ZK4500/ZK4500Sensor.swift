public import Capture

/// The device table, of one line, and the sensor behind it.
public enum ZK4500Sensor {
    public static let model = ReaderModel(vendor: 0x1B55, product: 0x0840, name: "ZKTeco ZK4500")

    /// Pixels.
    public static let width = 640
    /// Pixels.
    public static let height = 480
    /// Assumed, not measured: see the README.
    public static let pixelsPerInch = 500.0
    static let pictureLength = width * height
}
