internal import CaseMessages
public import Foundation
internal import Ground
public import Logging
public import ServiceLifecycle

/// Hands the codes of the station's alarms to the link, which tells the hub with the device's health.
public struct AlarmHandOver: Service {
    private let file: URL
    private let announcer: Announcer
    private let logger: Logger

    public init(_ file: URL, announcer: Announcer, logger: Logger) {
        (self.file, self.announcer, self.logger) = (file, announcer, logger)
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            for await screen in announcer.screens() { handOver(screen) }
        }
    }

    /// Writes the file where it does not say what is shown, also where what lies there was damaged.
    func handOver(_ screen: Screen) {
        let damaged = Set(screen.alarms.filter(\.part.isSetAside).map(\.code.rawValue)).sorted()
        let alarms = StationAlarms(codes: screen.alarms.map(\.code.rawValue).sorted(), damaged: damaged)
        let before = try? WireJSON.load(StationAlarms.self, from: file, limit: StationAlarms.limit)
        if before == alarms { return }
        do throws(Fault) { try DurableFile.write(try WireJSON.encode(alarms), to: file) } catch {
            logger.error("alarms", metadata: ["fault": "\(error)"])
        }
    }
}
