internal import CaseMessages
internal import DeviceIdentity
internal import Evidence
internal import Foundation
internal import Ground
internal import ListFiles
internal import Outbox

/// Tells the hub how the device is: every quarter of an hour, and sooner when its state or its lists have changed.
///
/// A publication changes all devices at once, so what they say of it is spread.
actor HealthReporter {
    private static let interval: Duration = .seconds(900)
    private static let spread: Duration = .seconds(300)
    private static let limit = 4096

    private let software: String
    private let state: LinkState
    private let hub: HubConnection
    private let lists: ListSync
    private let uploader: Uploader
    private let faults: OngoingFaults
    private let time: LinkTime
    private var last: HealthReport?
    /// When the next report is due.
    private var due: Duration = .zero
    /// Whether new lists have brought it forward.
    private var isNewsDue = false

    init(
        software: String, state: LinkState, hub: HubConnection, lists: ListSync, uploader: Uploader,
        faults: OngoingFaults,
        time: LinkTime
    ) {
        self.software = software
        self.state = state
        self.hub = hub
        self.lists = lists
        self.uploader = uploader
        self.faults = faults
        self.time = time
    }

    /// The hub keeps it, so that whoever cuts the end of the log on the device is found out; nil before the first.
    private var auditHead: String? {
        do throws(Fault) {
            return try WireJSON.load(AuditAnchor.self, from: state.auditAnchor, limit: AuditAnchor.limit).head
        } catch {
            return error.code == .diskMissing ? nil : "unreadable"
        }
    }

    /// A centre may want no device without a TPM at some places.
    private var custody: String? { (try? CustodyRecord.load(state.directory))?.kind.rawValue }

    private var stationAlarms: StationAlarms? {
        try? WireJSON.load(from: state.alarms, limit: StationAlarms.limit)
    }

    func round() async throws(Fault) {
        // One that cannot be read is the uploads' trouble, and no reason to say nothing.
        let outbox = try? await uploader.status()
        let alarms = stationAlarms
        // The link's own trouble, else the first of the station's.
        let condition = faults.state == "ready" ? alarms?.codes.first ?? "ready" : faults.state
        let damaged = Set(alarms?.damaged ?? []).union(faults.fault(of: .folders).map { [$0.code.rawValue] } ?? [])
        let report = HealthReport(
            software: software, generations: lists.generations, queueDepth: outbox?.depth ?? 0,
            oldestItem: outbox?.oldest, state: condition, auditHead: auditHead,
            keys: custody, refusedLists: try? WantedLists.load(from: state.wanted)?.refused,
            listFormats: ListFormat.readable, messageKinds: CentreMessage.readable,
            damaged: damaged.isEmpty ? nil : damaged.sorted())
        let now = time.uptime()
        if let last, last.state == report.state, last.software == report.software,
            last.refusedLists == report.refusedLists, last.damaged == report.damaged
        {
            if last.generations != report.generations, !isNewsDue {
                isNewsDue = true
                due = min(due, now + Self.spread * time.chance())
            }
            guard now >= due else { return }
        }
        let answer = try await hub.send(
            .post, "/v1/health", headers: [("Content-Type", "application/json")], body: try WireJSON.encode(report),
            limit: Self.limit)
        guard answer.status == 204 else { throw answer.refusal(of: "the report of this device's health") }
        last = report
        isNewsDue = false
        due = now + Self.interval * (0.9 + time.chance() / 5)
    }
}
