internal import CaseMessages
public import DeviceIdentity
public import Foundation
internal import Ground
public import Logging
public import Outbox
public import ServiceLifecycle

/// Erases items from the outbox when the hub has signed for them: the only way an item leaves the device.
public struct ReceiptCollector: Service {
    private let folder: URL
    private let outbox: Outbox
    private let identity: StationIdentity
    private let logger: Logger
    private let interval: Duration

    /// - Parameter interval: time between two looks into the folder.
    public init(
        folder: URL, outbox: Outbox, identity: StationIdentity, logger: Logger,
        interval: Duration = .milliseconds(200)
    ) {
        self.folder = folder
        self.outbox = outbox
        self.identity = identity
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
                let receipt: Receipt = try WireJSON.load(from: file, limit: Receipt.limit)
                try outbox.erase(receipt, key: identity.receiptKey, device: identity.device)
                logger.info("receipted", metadata: ["item": "\(receipt.item)"])
            } catch {
                // A receipt that does not verify proves nothing: the item stays and will be uploaded again.
                logger.error("receipt refused", metadata: ["file": "\(file.lastPathComponent)", "fault": "\(error)"])
            }
            try? DurableFile.remove(file)
        }
    }
}
