import Capture
import Emulators
import Ground
import Kiosk
import Readers
import USBTransport
import VendorProcess

/// Which reader the settings mean: a real one on the bus, or the emulated U.are.U 4500.
enum ReaderChoice {
    /// - Parameter name: `auto`, `emulated`, `vendor:PATH`, or a selection such as `05ba:000a`.
    static func make(_ name: String) throws(Fault) -> (ManagedReader, Emulation?) {
        if name == "emulated" { return emulated() }
        if let vendor = VendorSource(setting: name) { return (ManagedReader(source: vendor), nil) }
        let selection = name == "auto" ? nil : try ReaderSelection(name)
        return (managed(bus: try LibUSBBus(), selection: selection), nil)
    }

    /// The real driver on an emulated device, with the time that recorded readers need for a picture.
    private static func emulated() -> (ManagedReader, Emulation?) {
        let device = EmulatedURU4000(imageTime: .milliseconds(130))
        let emulation = Emulation(place: device.present, lift: device.lift)
        return (managed(bus: device.bus, selection: nil), emulation)
    }

    private static func managed(bus: any USBBus, selection: ReaderSelection?) -> ManagedReader {
        let manager = DeviceManager(catalogue: ReaderCatalogue(bus: bus, drivers: Readers.drivers()))
        return ManagedReader(source: manager.source(selection))
    }
}
