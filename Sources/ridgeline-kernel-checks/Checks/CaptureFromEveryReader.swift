import Emulators
import USBTransport

extension KernelChecks {
    static let captureFromEveryReader = KernelCheck("every reader is found as it describes itself, and read") {
        let rig = try Rig()
        for name in EmulatorCatalogue.identifiers {
            try await rig.with(name + ":A1") { socket in
                let described = socket.emulator.port.descriptors.info(port: socket.info.port)
                try require(socket.info == described, "\(name) appears as \(socket.info), not as \(described)")
                try await socket.takePicture()
            }
        }
        return "\(EmulatorCatalogue.identifiers.count) models"
    }
}
