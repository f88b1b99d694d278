import Emulators
import USBTransport

extension KernelChecks {
    static let captureFromEveryReader = KernelCheck("every reader is found as it describes itself, and read") {
        let rig = try Rig()
        var slowest = Duration.zero
        for name in EmulatorCatalogue.identifiers {
            let took = try await rig.with(name + ":A1") { socket in
                let described = socket.emulator.port.descriptors.info(port: socket.info.port)
                try require(socket.info == described, "\(name) appears as \(socket.info), not as \(described)")
                return try await socket.takePicture()
            }
            slowest = max(slowest, took)
        }
        return "\(EmulatorCatalogue.identifiers.count) models, a picture at most \(slowest.text) after its finger"
    }
}
