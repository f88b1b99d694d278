public import Ground
internal import USBTransport

/// Every reader and camera that can be emulated, by the name under which a real one is selected.
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

    /// `vendor:product` of every reader.
    public static var identifiers: [String] { entries.map(\.identifier) }

    /// One model for each kind of session: the others of its family differ only in what their pictures look like.
    public static let families = ["05ba:000a", "045e:00ca", "298d:1010", "1b55:0840"]

    /// `vendor:product` of the USB camera; any camera of the class is driven alike.
    public static let camera = "1209:2c01"

    /// - Parameters:
    ///   - name: `vendor:product`, with `:serial` behind it where the reader is to have a certain serial number.
    ///   - port: where it is plugged in, for example `9-1`.
    /// - Throws: ``Fault`` `emulator.model`, listing the models there are.
    public static func reader(
        _ name: String, port: String, clock: any Clock<Duration> = ContinuousClock()
    ) throws(Fault) -> any EmulatedReader {
        let (identifier, serial) = parts(of: name)
        guard let entry = entries.first(where: { $0.identifier == identifier }) else {
            throw unknown(name, among: identifiers)
        }
        return entry.make(serial, port, clock)
    }

    /// As ``reader(_:port:clock:)``, cameras too.
    ///
    /// - Throws: ``Fault`` `emulator.model`, listing the models there are; `image.memory` for a camera.
    public static func equipment(
        _ name: String, port: String, clock: any Clock<Duration> = ContinuousClock()
    ) throws(Fault) -> any EmulatedEquipment {
        let (identifier, serial) = parts(of: name)
        if identifier == camera { return try EmulatedUVCCamera(serial: serial, port: port, clock: clock) }
        guard identifiers.contains(identifier) else { throw unknown(name, among: identifiers + [camera]) }
        return try reader(name, port: port, clock: clock)
    }

    private static func parts(of name: String) -> (identifier: String, serial: String) {
        let parts = name.split(separator: ":", maxSplits: 2).map(String.init)
        return (parts.prefix(2).joined(separator: ":"), parts.count > 2 ? parts[2] : "emulated")
    }

    private static func unknown(_ name: String, among models: [String]) -> Fault {
        Fault(.emulatorModel, "there is no emulator of \"\(name)\"; there is \(models.joined(separator: ", "))")
    }
}
