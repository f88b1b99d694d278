public import Capture
internal import Ground
public import ServiceLifecycle

/// Tells the officer how the reader is.
public struct ReaderWatch: Service {
    private let reader: ManagedReader
    private let announcer: Announcer
    private let ledger: Ledger

    public init(reader: ManagedReader, announcer: Announcer, ledger: Ledger) {
        self.reader = reader
        self.announcer = announcer
        self.ledger = ledger
    }

    public func run() async throws {
        for await state in reader.states().cancelOnGracefulShutdown() {
            switch state {
            case .starting: announcer.announce(.state(StationState(.starting)))
            case .ready:
                announcer.announce(.state(StationState(.ready)))
                await ledger.device(.ready)
            case .cleaningNeeded:
                announcer.announce(
                    .state(StationState(.cleaningNeeded, reason: "dirt or a latent print on the glass; wipe it")))
            // The answer's own events say more.
            case .capturing: break
            case .unplugged:
                await ledger.device(.unplugged)
                announcer.announce(.state(StationState(.unplugged, reason: "the reader is not plugged in; plug it in")))
            case .fault(let fault):
                announcer.announce(.state(StationState(.fault, reason: fault.description)))
                await ledger.device(.fault, code: fault.code.rawValue)
            }
        }
    }
}
