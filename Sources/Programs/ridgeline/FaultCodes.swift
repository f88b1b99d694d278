package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let auditAnchor = Self("audit.anchor")
    package static let auditAnswer = Self("audit.answer")
    package static let auditBroken = Self("audit.broken")
    package static let explainUnknown = Self("explain.unknown")
    package static let laboratoryMissing = Self("laboratory.missing")
    package static let linkAway = Self("link.away")
    package static let listNone = Self("list.none")
    package static let readerNoFinger = Self("reader.noFinger")
    package static let readerNoPicture = Self("reader.noPicture")
    package static let resetInUse = Self("reset.inUse")
    package static let resetUnsent = Self("reset.unsent")
    package static let stationAway = Self("station.away")
    package static let stationNotReady = Self("station.notReady")
    package static let wallOpen = Self("wall.open")
}
