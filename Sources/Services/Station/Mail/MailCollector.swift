internal import Foundation
internal import Ground
internal import Logging
internal import Operations
public import ServiceLifecycle

/// Takes what the link has left in a folder, one finished file after the other.
public struct MailCollector: Service {
    private let folder: URL
    private let interval: Duration
    private let logger: Logger
    private let take: @Sendable (URL) async throws -> Void
    private let finish: @Sendable () async throws -> Void

    /// - Parameters:
    ///   - interval: time between two looks into the folder.
    ///   - take: what to do with a file; it is removed afterwards in any case.
    ///   - finish: what to do after each pass, whether or not there was mail.
    init(
        folder: URL, interval: Duration, logger: Logger, take: @escaping @Sendable (URL) async throws -> Void,
        finish: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.finish = finish
        self.folder = folder
        self.interval = interval
        self.logger = logger
        self.take = take
    }

    public func run() async throws {
        await PeriodicService(every: interval) { await collect() }.run()
    }

    /// One pass over the folder. What does not verify proves nothing and is dropped: the hub sends it again.
    func collect() async {
        for file in finishedFiles() {
            do { try await take(file) } catch {
                logger.error("mail refused", metadata: ["file": "\(file.path)", "fault": "\(error)"])
            }
            try? DurableFile.remove(file)
        }
        do { try await finish() } catch { logger.warning("mail", metadata: ["fault": "\(error)"]) }
    }

    /// The link renames a file to its `.json` name when it is whole; by name, numbers by their value; empty where there is no folder yet.
    func finishedFiles() -> [URL] {
        let found = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return (found ?? []).filter { $0.pathExtension == "json" }
            .sorted { $0.lastPathComponent.compare($1.lastPathComponent, options: .numeric) == .orderedAscending }
    }
}
