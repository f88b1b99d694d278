package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let imageBroken = Self("image.broken")
    package static let imageEmpty = Self("image.empty")
    package static let imageMemory = Self("image.memory")
    package static let imageResolution = Self("image.resolution")
    package static let imageTooLarge = Self("image.tooLarge")
    package static let imageUnknown = Self("image.unknown")
    package static let imageUnsupported = Self("image.unsupported")
}
