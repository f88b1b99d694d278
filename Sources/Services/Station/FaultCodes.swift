package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let encounterOver = Self("encounter.over")
    package static let encounterUnderWay = Self("encounter.underWay")
    package static let evidenceRate = Self("evidence.rate")
    package static let itemRefused = Self("item.refused")
    package static let officerInvalid = Self("officer.invalid")
    package static let replyOld = Self("reply.old")
    package static let replyUnknown = Self("reply.unknown")
    package static let stateSetAside = Self("state.setAside")
    package static let vetoRepeated = Self("veto.repeated")
    package static let vetoUnknown = Self("veto.unknown")
}
