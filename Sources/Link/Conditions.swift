internal import Ground
internal import Logging
internal import Synchronization

/// What is wrong at the moment, written into the journal when it begins and when it ends, not each time it is met.
final class Conditions: Sendable {
    /// The hub being away concerns every task, so it is said once.
    private static let shared: Set<Fault.Code> = ["hub.unreachable", "hub.refused", "hub.untrusted"]

    private let logger: Logger
    private let current = Mutex<[String: Fault]>([:])

    init(logger: Logger) { self.logger = logger }

    /// A task has met a fault, or nil: it has done its work.
    func report(_ fault: Fault?, of task: String) {
        let (begun, ended) = current.withLock { current -> (Fault?, [Fault]) in
            guard let fault else {
                return (nil, [task, "hub"].compactMap { current.removeValue(forKey: $0) })
            }
            let key = Self.shared.contains(fault.code) ? "hub" : task
            let isNew = current.updateValue(fault, forKey: key) != fault
            return (isNew ? fault : nil, [])
        }
        if let begun {
            logger.warning(
                "trouble", metadata: ["task": "\(task)", "code": "\(begun.code.rawValue)", "fault": "\(begun)"])
        }
        for fault in ended {
            logger.notice("well again", metadata: ["task": "\(task)", "code": "\(fault.code.rawValue)"])
        }
    }

    /// The code of something that is wrong, `ready` when nothing is.
    var state: String { current.withLock { $0.min { $0.key < $1.key }?.value.code.rawValue ?? "ready" } }
}
