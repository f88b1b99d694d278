public import Ground

/// An emulated USB camera, for a kernel's own driver (``EmulatedCamera`` is one behind the driver, in process).
public struct EmulatedUVCCamera: EmulatedEquipment {
    public let device: EmulatedDevice<UVCMachine>

    /// - Throws: ``Fault`` `image.memory`.
    public init(
        scene: CameraScene = CameraScene(width: 640, height: 480), serial: String = "emulated", port: String = "9-1",
        tables: Bool = false, frameTime: Duration? = nil, clock: any Clock<Duration> = ContinuousClock()
    ) throws(Fault) {
        device = EmulatedDevice(
            try UVCMachine(scene: scene, serial: serial, tables: tables, frameTime: frameTime), port: port,
            clock: clock)
    }

    public var port: any EmulatedPort { device }
    public var ownFaults: [String] { UVCFault.allCases.map(\.rawValue) }

    public func inject(ownFault name: String, times: Int) async throws(Fault) {
        guard let fault = UVCFault(rawValue: name) else {
            throw Fault(
                .emulatorFault, "this camera has no fault \"\(name)\"; it has \(ownFaults.joined(separator: ", "))")
        }
        await device.change { $0.inject(fault, times: times) }
    }
}
