package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let auditFolder = Self("audit.folder")
    package static let hitsOther = Self("hits.other")
    package static let hubInvited = Self("hub.invited")
    package static let hubNoRecords = Self("hub.noRecords")
}
