public import Capture
public import Ground
internal import NB1010
internal import URU4000
public import USBTransport
internal import VendorProcess
internal import ZK4500

/// All drivers of the house.
public enum Readers {
    /// - Parameter seed: a fixed seed for readers that scramble their pictures, which replaying a recorded session needs;
    ///   nil draws a random one for every picture.
    public static func drivers(seed: UInt32? = nil) -> [any ReaderDriver] {
        [seed.map { seed in URU4000Driver { seed } } ?? URU4000Driver(), NB1010Driver(), ZK4500Driver()]
    }

    /// Every reader that some driver knows.
    public static var models: [ReaderModel] { drivers().flatMap(\.models) }

    /// Where the reader is found that a setting means.
    ///
    ///     let reader = ManagedReader(source: try Readers.source(of: try ReaderSetting("auto")))
    /// - Parameters:
    ///   - seed: as for ``drivers(seed:)``.
    ///   - emulated: the bus of an emulated reader, from a program that has one; no emulator comes with the drivers.
    /// - Throws: ``Fault`` `usb.bus`; `reader.selection` for `emulated` where the program has no emulated reader.
    public static func source(
        of setting: ReaderSetting, seed: UInt32? = nil, emulated: (any USBBus)? = nil
    ) throws(Fault) -> any ReaderSource {
        func source(on bus: any USBBus, _ selection: ReaderSelection? = nil) -> any ReaderSource {
            DeviceManager(catalogue: ReaderCatalogue(bus: bus, drivers: drivers(seed: seed))).source(selection)
        }
        switch setting {
        case .any: return source(on: try LibUSBBus())
        case .selected(let selection): return source(on: try LibUSBBus(), selection)
        case .vendor(let path): return VendorSource(path)
        case .emulated:
            guard let emulated else {
                throw Fault(.readerSelection, "this program emulates no reader; name a real one, or write auto")
            }
            return source(on: emulated)
        }
    }
}
