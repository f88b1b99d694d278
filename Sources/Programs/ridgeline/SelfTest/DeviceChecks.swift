import Capture
import Emulators
import Ground
import Readers
import V4L2Camera

/// The reader and the camera: opened and asked, but for a reader that the running station has to itself.
struct DeviceChecks {
    /// What the running station says, or why it cannot be asked.
    let answer: Result<DeviceReport.StationAnswer, Fault>
    /// The station's settings.
    let reader: String
    let camera: String

    func findings() async -> [Finding] {
        [
            await Finding.of("station", running), await Finding.of("reader", findReader),
            await Finding.of("camera", findCamera),
        ]
    }

    private var station: DeviceReport.StationAnswer? { try? answer.get() }

    private func running() throws(Fault) -> Finding {
        let station = try answer.get()
        guard station.reader.name == "ready" else {
            return Finding(
                "station", .failed, "\(station.reader.name): \(station.reader.reason)", code: .stationNotReady)
        }
        if let alarm = station.alarms.first {
            return Finding("station", .failed, alarm.message, code: Fault.Code(alarm.code))
        }
        return Finding("station", .good, "ready")
    }

    private func findReader() async throws -> Finding {
        if let station {
            return ["ready", "cleaningNeeded"].contains(station.reader.name)
                ? Finding(
                    "reader", station.reader.name == "ready" ? .good : .warning,
                    "the station uses it: \(station.reader.name) \(station.reader.reason)")
                : Finding("reader", .failed, "the station says \(station.reader.name): \(station.reader.reason)")
        }
        let setting = try ReaderSetting(reader)
        // The one that the station would use.
        let emulated = setting == .emulated ? EmulatedURU4000().bus : nil
        let device = try await Readers.source(of: setting, emulated: emulated).take().reader
        try await device.open()
        await device.close()
        let identity = device.identity
        let says =
            "\(identity.model) opens: \(identity.width) x \(identity.height) pixels at \(identity.pixelsPerInch) ppi"
        return setting == .emulated
            ? Finding("reader", .warning, "\(says); emulated, as the settings say: no finger is ever read")
            : Finding("reader", .good, says)
    }

    private func findCamera() async throws -> Finding {
        let setting = try CameraSetting(camera)
        if setting == .none { return Finding("camera", .skipped, "the settings want none") }
        let catalogue: any CameraCatalogue = setting == .emulated ? try EmulatedCamera().catalogue : V4L2Cameras()
        let device = try await catalogue.camera(setting.selection)
        let name = device.identity.name
        do throws(Fault) {
            let format = try await device.open(.preview).format
            _ = try await device.nextFrame().jpeg()
            await device.close()
            let says =
                "\(name) opens and gives frames of \(format.width) x \(format.height) \(format.pixelFormat.rawValue)"
            return setting == .emulated
                ? Finding("camera", .warning, "\(says); emulated, as the settings say: nobody is ever seen")
                : Finding("camera", .good, says)
        } catch {
            await device.close()
            guard station != nil, error.code == .cameraBusy else { throw error }
            return Finding("camera", .good, "\(name), which the station is showing")
        }
    }
}
