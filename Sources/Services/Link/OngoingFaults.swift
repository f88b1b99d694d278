internal import DeviceIdentity
internal import Ground
internal import Logging
internal import Synchronization

/// What is wrong at the moment, written into the journal when it begins and when it ends, not each time it is met.
final class OngoingFaults: Sendable {
    /// The hub being away concerns every task, so it is said once.
    private static let ofHub: Set<Fault.Code> = [
        .hubUnreachable, .hubRefused, .hubRevoked, .hubUntrusted,
    ]

    private let logger: Logger
    private let current = Mutex<[String: Fault]>([:])

    init(logger: Logger) { self.logger = logger }

    /// A task has met a fault, or nil: its round went well, which need not mean that the hub was asked.
    func report(_ fault: Fault?, of task: LinkTask) {
        guard let fault else { return end(task.rawValue) }
        let isOfHub = Self.ofHub.contains(fault.code)
        let before = current.withLock { $0.updateValue(fault, forKey: isOfHub ? "hub" : task.rawValue) }
        // Each task names what it asked the hub for; the hub's trouble is the same.
        if let before, isOfHub ? fault == before : fault.repeats(before) { return }
        logger.warning(
            "trouble", metadata: ["task": "\(task.rawValue)", "code": "\(fault.code)", "fault": "\(fault)"])
    }

    /// The hub has let this device in.
    func hubAnswered() { end("hub") }

    private func end(_ key: String) {
        guard let fault = current.withLock({ $0.removeValue(forKey: key) }) else { return }
        logger.notice("well again", metadata: ["task": "\(key)", "code": "\(fault.code)"])
    }

    /// What is wrong with one task; nil where nothing is.
    func fault(of task: LinkTask) -> Fault? { current.withLock { $0[task.rawValue] } }

    /// The code of something that is wrong, `ready` when nothing is.
    var state: String { current.withLock { $0.min { $0.key < $1.key }?.value.code.rawValue ?? "ready" } }
}
