package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let kioskBusy = Self("kiosk.busy")
    package static let kioskForeign = Self("kiosk.foreign")
    package static let kioskListen = Self("kiosk.listen")
    package static let kioskReader = Self("kiosk.reader")
    package static let kioskStranger = Self("kiosk.stranger")
}
