import Capture
import Emulators
import Ground
import Imaging
import NB1010
import Testing
import ZK4500

/// The readers that must be asked whether a finger is there.
enum PolledKind: String, CaseIterable, Sendable {
    case nb1010, zk4500
}

/// An emulated reader of such a kind and the driver on it, on a clock that takes no time.
struct PolledBench: Sendable {
    let emulator: any EmulatedReader
    let catalogue: ReaderCatalogue
    let untilTransfers: @Sendable (Int) async -> Void

    init(_ kind: PolledKind) {
        let clock = InstantClock()
        var bus = EmulatedBus()
        switch kind {
        case .nb1010:
            let nb1010 = EmulatedNB1010(clock: clock)
            bus.add(nb1010.device)
            (emulator, untilTransfers) = (nb1010, { count in await nb1010.device.until { $0.transfers >= count } })
        case .zk4500:
            let zk4500 = EmulatedZK4500(clock: clock)
            bus.add(zk4500.device)
            (emulator, untilTransfers) = (zk4500, { count in await zk4500.device.until { $0.transfers >= count } })
        }
        catalogue = ReaderCatalogue(bus: bus, drivers: Self.drivers(clock))
    }

    static func drivers(_ clock: InstantClock) -> [any ReaderDriver] {
        [NB1010Driver(clock: clock), ZK4500Driver(clock: clock)]
    }

    func transfers() async -> Int { await emulator.port.transfers }

    func reader() async throws(Fault) -> any FingerprintReader { try await catalogue.reader(nil) }

    /// One traveller whose finger already lies there; the finger is lifted after the picture.
    func picture(of print: GrayImage) async throws(Fault) -> Frame? {
        try await emulator.traveller(with: print, at: reader())
    }
}
