import Capture
import Emulators
import Ground
import Readers
import V4L2Camera

/// The readers and the camera: opened and asked, but for readers that the running station has to itself.
struct DeviceChecks {
    /// What the running station says, or why it cannot be asked.
    let answer: Result<DeviceReport.StationAnswer, Fault>
    /// The station's settings.
    let reader: String
    let camera: String

    func findings() async -> [Finding] {
        [await Finding.of("station", running)] + (await findReaders()) + [await Finding.of("camera", findCamera)]
    }

    private static let emulated = "; EMULATED, as the settings say: no finger is ever read"

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

    /// One for each reader.
    private func findReaders() async -> [Finding] {
        if let station {
            let isEmulated = station.isEmulated ?? false
            return (station.readers?.map(\.report) ?? [station.reader]).numbered.map { check, reader in
                guard ["ready", "cleaningNeeded"].contains(reader.name) else {
                    return Finding(check, .failed, "the station says \(reader.name): \(reader.reason)")
                }
                let state = [reader.name, reader.reason].filter { !$0.isEmpty }.joined(separator: " ")
                let says = "the station uses it: \(state)"
                if isEmulated { return Finding(check, .warning, says + Self.emulated) }
                return Finding(check, reader.name == "ready" ? .good : .warning, says)
            }
        }
        let sources: [any ReaderSource]
        let isEmulated: Bool
        do throws(Fault) {
            let settings = try ReaderSettings(reader)
            isEmulated = settings.isEmulated
            // Those that the station would use.
            let emulated = isEmulated ? settings.all.map { _ in EmulatedURU4000().bus } : []
            sources = try Readers.sources(of: settings, emulated: emulated)
        } catch { return [Finding("reader", .failed, error.message, code: error.code)] }
        var findings: [Finding] = []
        for (check, source) in sources.numbered {
            findings.append(await Finding.of(check) { try await Self.open(source, check, isEmulated) })
        }
        return findings
    }

    private static func open(
        _ source: any ReaderSource, _ check: String, _ isEmulated: Bool
    ) async throws(Fault) -> Finding {
        // Kept until the program ends: the next source is to take another one.
        let device = try await source.take().reader
        try await device.open()
        await device.close()
        let identity = device.identity
        let says =
            "\(identity.model) opens: \(identity.width) x \(identity.height) pixels at \(identity.pixelsPerInch) ppi"
        return isEmulated
            ? Finding(check, .warning, says + emulated)
            : Finding(check, .good, says)
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

extension Array {
    /// Each with the name of its check: of several with its number.
    fileprivate var numbered: [(String, Element)] {
        enumerated().map { (count == 1 ? "reader" : "reader \($0 + 1)", $1) }
    }
}
