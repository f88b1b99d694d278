import Capture
import Ground
import Readers
import USBTransport
import V4L2Camera

/// The reader and the camera: as the running station sees them, who has them to itself, or else on the bus.
struct DeviceChecks {
    let station: DeviceReport.StationAnswer?
    /// The station's settings.
    let reader: String
    let camera: String

    func findings() async -> [Finding] {
        [
            await Finding.of("station", running), await Finding.of("reader", findReader),
            await Finding.of("camera", findCamera),
        ]
    }

    private func running() -> Finding {
        guard let station else {
            return Finding(
                "station", .failed, "does not answer; start ridgelined or read its journal", code: "station.away")
        }
        guard station.state.name == "ready" else {
            return Finding(
                "station", .failed, "\(station.state.name): \(station.state.reason)",
                code: "station.\(station.state.name)")
        }
        return Finding("station", .good, "ready")
    }

    private func findReader() async throws -> Finding {
        if let station {
            return ["ready", "cleaningNeeded"].contains(station.state.name)
                ? Finding(
                    "reader", station.state.name == "ready" ? .good : .warning,
                    "the station uses it: \(station.state.name) \(station.state.reason)")
                : Finding("reader", .failed, "the station says \(station.state.name): \(station.state.reason)")
        }
        if reader == "emulated" {
            return Finding("reader", .warning, "emulated, as the settings say: no finger is ever read")
        }
        if reader.hasPrefix("vendor:") {
            return Finding("reader", .skipped, "a vendor's process; start ridgelined to see it")
        }
        let found = try await ReaderCatalogue(bus: try LibUSBBus(), drivers: Readers.drivers()).readers()
        guard let first = found.first else {
            throw Fault(
                "device.missing", "no supported reader is plugged in; check the cable, then lsusb and ridgeline udev")
        }
        return Finding(
            "reader", .good,
            "\(first.identity.model)\(found.count > 1 ? " and \(found.count - 1) more" : ""), not opened while the station is down"
        )
    }

    private func findCamera() async throws -> Finding {
        if camera == "none" || camera.isEmpty { return Finding("camera", .skipped, "the settings want none") }
        if camera == "emulated" {
            return Finding("camera", .warning, "emulated, as the settings say: nobody is ever seen")
        }
        let found = try await V4L2Cameras().camera(camera == "auto" ? nil : try CameraSelection(camera))
        return Finding("camera", .good, "\(found.identity.name)")
    }
}
