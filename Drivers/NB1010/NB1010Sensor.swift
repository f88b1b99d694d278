public import Capture

/// The device table, of one line, and the sensor behind it.
public enum NB1010Sensor {
    public static let model = ReaderModel(vendor: 0x298D, product: 0x1010, name: "NEXT Biometrics NB-1010-U")

    /// Pixels.
    public static let width = 256
    /// Pixels.
    public static let height = 180
    /// From the data sheet: 11.9 by 16.9 mm at 385 ppi. The reader itself does not say.
    public static let pixelsPerInch = 385.0
}
