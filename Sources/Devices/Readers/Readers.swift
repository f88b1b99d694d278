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
        try sources(of: ReaderSettings(setting), seed: seed, emulated: emulated.map { [$0] } ?? [])[0]
    }

    /// Where the readers are found that the settings mean, in their order. Those of the bus have one manager, so that each is
    /// one owner's.
    ///
    /// - Parameters:
    ///   - seed: as for ``drivers(seed:)``.
    ///   - emulated: a bus with one emulated reader for each that the settings mean.
    /// - Throws: ``Fault`` as ``source(of:seed:emulated:)``.
    public static func sources(
        of settings: ReaderSettings, seed: UInt32? = nil, emulated: [any USBBus] = []
    ) throws(Fault) -> [any ReaderSource] {
        func manager(of bus: any USBBus) -> DeviceManager {
            DeviceManager(catalogue: ReaderCatalogue(bus: bus, drivers: drivers(seed: seed)))
        }
        let selections = settings.all.compactMap { setting -> ReaderSelection?? in
            switch setting {
            case .any: .some(nil)
            case .selected(let selection): selection
            case .vendor, .emulated: nil
            }
        }
        var onTheBus = selections.isEmpty ? [] : manager(of: try LibUSBBus()).sources(selections)
        var emulated = emulated.makeIterator()
        var sources: [any ReaderSource] = []
        for setting in settings.all {
            switch setting {
            case .any, .selected: sources.append(onTheBus.removeFirst())
            case .vendor(let path): sources.append(VendorSource(path))
            case .emulated:
                guard let bus = emulated.next() else {
                    throw Fault(.readerSelection, "this program emulates no reader; name a real one, or write auto")
                }
                sources.append(manager(of: bus).source())
            }
        }
        return sources
    }
}
