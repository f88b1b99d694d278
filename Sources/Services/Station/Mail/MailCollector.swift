internal import Foundation
internal import Ground
internal import Logging
internal import Operations
public import ServiceLifecycle
internal import Synchronization

/// Takes what the link has left in a folder, one finished file after the other.
///
/// Thread-safe.
public final class MailCollector: Service {
    /// What becomes of a file.
    enum Outcome: Sendable {
        /// It was taken, or proves nothing: it goes.
        case done
        /// It is genuine, and not for this version of the software: it stays for the next.
        case keep(because: Fault)
        /// It is good, and something here is in the way, such as a full disk: it stays and is tried again.
        case later(because: Fault)
    }

    /// Files of one look into the folder.
    private static let most = 10_000

    private let folder: URL
    private let interval: Duration
    private let refused: Refusals
    private let staying: Refusals
    private let logger: Logger
    private let sleep: PeriodicService.Sleep
    private let take: @Sendable (URL) async throws(Fault) -> Outcome
    private let finish: @Sendable () async throws(Fault) -> Void
    /// Files that stay, as they were, with what was said of them.
    private let kept = Mutex<[URL: (stamp: FileStamp?, reason: String)]>([:])

    /// - Parameters:
    ///   - interval: time between two looks into the folder.
    ///   - clock: of the journal, which a link cannot fill: of each code it has a line a minute.
    ///   - take: what to do with a file; one that it throws for proves nothing, and the hub sends it again.
    ///   - finish: what to do after each pass, whether or not there was mail.
    init(
        folder: URL, interval: Duration, logger: Logger, clock: any Clock<Duration> = ContinuousClock(),
        sleep: @escaping PeriodicService.Sleep = { try await Task.sleep(for: $0) },
        take: @escaping @Sendable (URL) async throws(Fault) -> Outcome,
        finish: @escaping @Sendable () async throws(Fault) -> Void = { () async throws(Fault) in }
    ) {
        self.folder = folder
        self.interval = interval
        self.logger = logger
        refused = Refusals(logger, clock, level: .error, saying: "mail refused")
        staying = Refusals(logger, clock, level: .error, saying: "mail stays")
        self.sleep = sleep
        self.take = take
        self.finish = finish
    }

    public func run() async throws {
        await PeriodicService(every: interval, sleep: sleep) { await self.collect() }.run()
    }

    /// One pass over the folder.
    func collect() async {
        let files = finishedFiles()
        kept.withLock { kept in kept = kept.filter { files.contains($0.key) } }
        for file in files where !isKept(file) {
            do throws(Fault) {
                switch try await take(file) {
                case .done: try DurableFile.remove(file)
                case .keep(let fault): stay(file, fault, stamp: try FileStamp(of: file))
                case .later(let fault): stay(file, fault, stamp: nil)
                }
            } catch {
                if (try? DurableFile.remove(file)) == nil {
                    // A folder, for instance. It is looked at each time, and said once.
                    stay(file, error, stamp: nil)
                } else {
                    refused.note(error)
                }
            }
        }
        do throws(Fault) { try await finish() } catch { logger.warning("mail", metadata: ["fault": "\(error)"]) }
    }

    private func isKept(_ file: URL) -> Bool {
        guard let stamp = kept.withLock({ $0[file]?.stamp }) else { return false }
        return (try? FileStamp(of: file)) == stamp
    }

    /// - Parameter stamp: of a file that is not to be looked at again.
    private func stay(_ file: URL, _ fault: Fault, stamp: FileStamp?) {
        let before = kept.withLock { $0.updateValue((stamp, fault.description), forKey: file) }
        guard before?.reason != fault.description else { return }
        staying.note(fault)
    }

    /// The link renames a file to its `.json` name when it is whole; by name, numbers by their value; empty where there
    /// is no folder yet. Of more than there can be it sees a part, so that nobody fills this process's memory.
    func finishedFiles() -> [URL] {
        guard let stream = opendir(folder.path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < Self.most, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let name, name.hasSuffix(".json") { names.append(name) }
        }
        return names.map { folder.appending(path: $0, directoryHint: .notDirectory) }
            .sorted { $0.lastPathComponent.compare($1.lastPathComponent, options: .numeric) == .orderedAscending }
    }
}
