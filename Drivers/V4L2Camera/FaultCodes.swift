package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let cameraBusy = Self("camera.busy")
    package static let cameraControl = Self("camera.control")
    package static let cameraDenied = Self("camera.denied")
    package static let cameraIo = Self("camera.io")
    package static let cameraMisuse = Self("camera.misuse")
    package static let cameraNotACamera = Self("camera.notACamera")
    package static let cameraTimeout = Self("camera.timeout")
}
