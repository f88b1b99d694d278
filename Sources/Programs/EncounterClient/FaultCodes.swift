package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let kioskRefused = Self("kiosk.refused")
    package static let kioskScreen = Self("kiosk.screen")
}
