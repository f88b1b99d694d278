package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let configMalformed = Self("config.malformed")
    package static let configUnknownKey = Self("config.unknownKey")
    package static let configFiles = Self("config.files")
}
