internal import CaseMessages
public import CoreMetrics
internal import Ground
internal import Identification
internal import Operations
internal import Outbox

/// What the station counts of what it tells the officer (docs/metrics.md): numbers, and nothing of a traveller.
///
/// Thread-safe.
public struct StationMetrics: Sendable {
    private enum Name {
        static let verdicts = "ridgeline_station_verdicts_total"
        static let doubts = "ridgeline_station_doubts_total"
        static let stages = "ridgeline_station_stage_seconds"
        static let retries = "ridgeline_station_retries_total"
        static let unfinished = "ridgeline_station_unfinished_total"
        static let readerChanges = "ridgeline_station_reader_changes_total"
        static let replies = "ridgeline_station_replies_total"
        static let listFingers = "ridgeline_station_list_fingers"
        static let unreadable = "ridgeline_station_list_unreadable_templates"
        static let outboxItems = "ridgeline_station_outbox_items"
        static let outboxBytes = "ridgeline_station_outbox_bytes"
    }

    private let factory: any MetricsFactory

    /// - Parameter factory: who keeps the numbers; by default the process's, which keeps none until one is installed.
    public init(factory: any MetricsFactory = MetricsSystem.factory) { self.factory = factory }

    func count(_ event: StationEvent) {
        switch event {
        case .verdict(let verdict):
            factory.count(Name.verdicts, ("colour", verdict.colour.rawValue))
            for doubt in verdict.doubts { factory.count(Name.doubts, ("doubt", doubt.rawValue)) }
            for (stage, milliseconds) in verdict.stages.byName where milliseconds > 0 {
                factory.time(Name.stages, ("stage", stage), took: .milliseconds(milliseconds))
            }
        case .placeAgain(_, let reason): factory.count(Name.retries, ("reason", reason.rawValue))
        case .unfinished(let cause): factory.count(Name.unfinished, ("cause", cause.rawValue))
        case .reader(let report, _, _): factory.count(Name.readerChanges, ("state", report.name.rawValue))
        case .reply(let reply): factory.count(Name.replies, ("status", reply.status.rawValue))
        case .lists(let report):
            factory.set(Name.listFingers, to: report?.fingers ?? 0)
            factory.set(Name.unreadable, to: report?.unreadable ?? 0)
        case .outbox(let report):
            factory.set(Name.outboxItems, to: report.status.depth)
            factory.set(Name.outboxBytes, to: report.status.bytes)
        case .camera, .officer, .began, .progress, .fingerOn, .searching, .glassFree, .ended, .read, .unread, .alarm,
            .wellAgain:
            break
        case .revoked, .refused, .refusedLists, .receipted: break
        }
    }
}
