package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let cameraCancelled = Self("camera.cancelled")
    package static let cameraFormat = Self("camera.format")
    package static let cameraFrame = Self("camera.frame")
    package static let cameraMissing = Self("camera.missing")
    package static let cameraSelection = Self("camera.selection")
    package static let cameraUnplugged = Self("camera.unplugged")
    package static let cameraUnsupported = Self("camera.unsupported")
    package static let readerCancelled = Self("reader.cancelled")
    package static let readerImage = Self("reader.image")
    package static let readerMisuse = Self("reader.misuse")
    package static let readerSelection = Self("reader.selection")
}
