import Capture
import Emulators
import Ground
import Kiosk
import Readers

/// The reader that the settings mean: a real one, or the emulated U.are.U 4500 with the glass to lay prints on.
struct ReaderChoice {
    let reader: ManagedReader
    /// nil for a real reader.
    let emulator: EmulatedURU4000?

    /// What the page may do with the glass; nil for a real reader.
    var emulation: Emulation? { emulator.map { Emulation(place: $0.present, lift: $0.lift) } }

    init(_ setting: ReaderSetting) throws(Fault) {
        // The real driver on an emulated device, with the time that recorded readers need for a picture.
        emulator = setting == .emulated ? EmulatedURU4000(imageTime: .milliseconds(130)) : nil
        reader = ManagedReader(source: try Readers.source(of: setting, emulated: emulator?.bus))
    }
}
