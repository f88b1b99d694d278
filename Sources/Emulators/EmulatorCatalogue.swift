public import Ground
internal import USBTransport

/// Every reader that can be emulated, by the name under which a real one is selected.
public enum EmulatorCatalogue {
    private struct Entry {
        let identifier: String
        let make: @Sendable (_ serial: String, _ port: String, any Clock<Duration>) -> any EmulatedReader
    }

    /// What recorded readers of the U.are.U family need for a picture.
    private static let imageTime = Duration.milliseconds(130)

    private static let entries =
        URU4000Variant.allCases.map { variant in
            Entry(identifier: USBDeviceInfo.identifier(vendor: variant.vendor, product: variant.product)) {
                EmulatedURU4000(variant, serial: $0, port: $1, imageTime: imageTime, clock: $2)
            }
        } + [
            Entry(identifier: "298d:1010") { EmulatedNB1010(serial: $0, port: $1, clock: $2) },
            Entry(identifier: "1b55:0840") { EmulatedZK4500(serial: $0, port: $1, imageTime: imageTime, clock: $2) },
        ]

    /// `vendor:product` of every model.
    public static var identifiers: [String] { entries.map(\.identifier) }

    /// One model for each kind of session: the others of its family differ only in what their pictures look like.
    public static let families = ["05ba:000a", "045e:00ca", "298d:1010", "1b55:0840"]

    /// - Parameters:
    ///   - name: `vendor:product`, with `:serial` behind it where the reader is to have a certain serial number.
    ///   - port: where it is plugged in, for example `9-1`.
    /// - Throws: ``Fault`` `emulator.model`, listing the models there are.
    public static func reader(
        _ name: String, port: String, clock: any Clock<Duration> = ContinuousClock()
    ) throws(Fault) -> any EmulatedReader {
        let parts = name.split(separator: ":", maxSplits: 2).map(String.init)
        let identifier = parts.prefix(2).joined(separator: ":")
        guard let entry = entries.first(where: { $0.identifier == identifier }) else {
            throw Fault(
                "emulator.model", "there is no emulator of \"\(name)\"; there is \(identifiers.joined(separator: ", "))"
            )
        }
        return entry.make(parts.count > 2 ? parts[2] : "emulated", port, clock)
    }
}
