package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let interchangeEmpty = Self("interchange.empty")
    package static let interchangeFormat = Self("interchange.format")
    package static let interchangeMalformed = Self("interchange.malformed")
    package static let interchangeTruncated = Self("interchange.truncated")
    package static let interchangeUnsupported = Self("interchange.unsupported")
}
