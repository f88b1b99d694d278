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
            var written: [String]?
            for await screen in announcer.screens() {
                let codes = screen.alarms.map(\.code.rawValue).sorted()
                if codes == written { continue }
                do throws(Fault) {
                    try DurableFile.write(try WireJSON.encode(StationAlarms(codes: codes)), to: file)
                    written = codes
                } catch { logger.error("alarms", metadata: ["fault": "\(error)"]) }
            }
        }
    }
}
