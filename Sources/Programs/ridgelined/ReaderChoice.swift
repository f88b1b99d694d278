import Capture
import Emulators
import Ground
import Kiosk
import Readers

/// The readers that the settings mean: real ones, or emulated U.are.U 4500 with the glasses to lay prints on.
struct ReaderChoice {
    let readers: [ManagedReader]
    /// Empty for real readers.
    let emulators: [EmulatedURU4000]

    /// What the page may do with the glasses; nil for real readers.
    var emulation: Emulation? {
        emulators.isEmpty ? nil : Emulation(emulators.map { Emulation.Glass(place: $0.present, lift: $0.lift) })
    }

    init(_ settings: ReaderSettings) throws(Fault) {
        // The real driver on emulated devices, with the time that recorded readers need for a picture.
        emulators =
            settings.isEmulated
            ? settings.all.indices.map { place in
                EmulatedURU4000(
                    serial: place == 0 ? "emulated" : "emulated-\(place + 1)", port: "9-\(place + 1)",
                    imageTime: .milliseconds(130))
            } : []
        readers = try Readers.sources(of: settings, emulated: emulators.map(\.bus)).map { ManagedReader(source: $0) }
    }
}
