internal import CaseMessages
public import DeviceIdentity
public import Foundation
internal import Ground
public import Logging
public import ServiceLifecycle

/// Opens what the centre replies to hits and shows it to the officer.
public struct ReplyCollector: Service {
    private let folder: URL
    private let identity: StationIdentity
    private let announcer: Announcer
    private let logger: Logger
    private let interval: Duration

    /// - Parameter interval: time between two looks into the folder.
    public init(
        folder: URL, identity: StationIdentity, announcer: Announcer, logger: Logger,
        interval: Duration = .milliseconds(500)
    ) {
        self.folder = folder
        self.identity = identity
        self.announcer = announcer
        self.logger = logger
        self.interval = interval
    }

    public func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            collect()
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
        }
    }

    /// One pass over the folder.
    func collect() {
        for file in MailFolder.files(in: folder) {
            do {
                let reply = try open(file)
                announcer.announce(.reply(reply))
                logger.info("reply", metadata: ["hit": "\(reply.hit)", "status": "\(reply.status.rawValue)"])
            } catch {
                logger.error("reply refused", metadata: ["file": "\(file.lastPathComponent)", "fault": "\(error)"])
            }
            try? DurableFile.remove(file)
        }
    }

    private func open(_ file: URL) throws(Fault) -> CaseReply {
        let message: SealedReply = try WireJSON.load(from: file, limit: 65_536)
        let opened = try identity.key.open(message.sealed, for: .message)
        return try CaseReply(
            verifying: opened.withBytes { Array($0) }, device: identity.device, key: identity.receiptKey)
    }
}
