internal import CaseMessages
internal import CoreMetrics
internal import Ground
internal import Operations

/// What the hub counts (docs/metrics.md).
///
/// Thread-safe.
struct HubMetrics: Sendable {
    private enum Name {
        static let requests = "ridgeline_hub_requests_total"
        static let requestTime = "ridgeline_hub_request_seconds"
        static let refusals = "ridgeline_hub_refusals_total"
        static let items = "ridgeline_hub_items_total"
        static let itemBytes = "ridgeline_hub_item_bytes_total"
        static let removedPieces = "ridgeline_hub_removed_pieces_total"
        static let health = "ridgeline_hub_health_reports_total"
    }

    /// What has become of an item.
    enum Outcome: String { case kept, again, refused }

    private let factory: any MetricsFactory

    /// - Parameter factory: who keeps the numbers; by default the process's, which keeps none until one is installed.
    init(factory: any MetricsFactory = MetricsSystem.factory) { self.factory = factory }

    /// - Parameter route: as the program names it, never as a client has written it: a stranger must not be able to make
    ///   numbers without end.
    func request(_ route: String, status: Int, took duration: Duration) {
        factory.count(Name.requests, ("route", route), ("status", "\(status)"))
        factory.time(Name.requestTime, ("route", route), took: duration)
    }

    func refused(_ code: Fault.Code) { factory.count(Name.refusals, ("code", code.rawValue)) }

    /// - Parameter kind: nil for what is no item at all.
    func item(_ kind: ItemKind?, bytes: Int, _ outcome: Outcome) {
        factory.count(Name.items, ("kind", kind?.rawValue ?? "unknown"), ("outcome", outcome.rawValue))
        if outcome == .kept { factory.count(Name.itemBytes, by: bytes) }
    }

    /// - Parameter pieces: of pictures, that no hit has named.
    func removed(pieces: Int) { if pieces > 0 { factory.count(Name.removedPieces, by: pieces) } }

    func health(isAlarming: Bool) { factory.count(Name.health, ("audit", isAlarming ? "alarm" : "good")) }
}
