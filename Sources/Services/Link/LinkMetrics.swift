public import CoreMetrics
internal import Ground
internal import Operations

/// What the link counts (docs/metrics.md): how its tasks go, and what goes over the wire.
///
/// Thread-safe.
public struct LinkMetrics: Sendable {
    private enum Name {
        static let rounds = "ridgeline_link_rounds_total"
        static let roundTime = "ridgeline_link_round_seconds"
        static let faults = "ridgeline_link_faults_total"
        static let fetchedFiles = "ridgeline_link_fetched_files_total"
        static let fetchedBytes = "ridgeline_link_fetched_bytes_total"
        static let uploadedItems = "ridgeline_link_uploaded_items_total"
        static let uploadedBytes = "ridgeline_link_uploaded_bytes_total"
        static let receipts = "ridgeline_link_receipts_total"
        static let heldItems = "ridgeline_link_held_items_total"
    }

    private let factory: any MetricsFactory

    /// - Parameter factory: who keeps the numbers; by default the process's, which keeps none until one is installed.
    public init(factory: any MetricsFactory = MetricsSystem.factory) { self.factory = factory }

    func round(of task: LinkTask, took duration: Duration, _ fault: Fault?) {
        factory.count(Name.rounds, ("task", task.rawValue), ("outcome", fault == nil ? "done" : "fault"))
        factory.time(Name.roundTime, ("task", task.rawValue), took: duration)
        if let fault { factory.count(Name.faults, ("task", task.rawValue), ("code", fault.code.rawValue)) }
    }

    /// List files that were copied, with the bytes of those that had to come over the wire or from the copy before.
    func fetched(files: Int, bytes: Int) {
        factory.count(Name.fetchedFiles, by: files)
        factory.count(Name.fetchedBytes, by: bytes)
    }

    /// A batch went out, whatever the hub says to it.
    func uploaded(items: Int, bytes: Int) {
        factory.count(Name.uploadedItems, by: items)
        factory.count(Name.uploadedBytes, by: bytes)
    }

    func received(receipts: Int) { factory.count(Name.receipts, by: receipts) }

    /// An item waits, as the hub does not take it.
    func held() { factory.count(Name.heldItems) }
}
