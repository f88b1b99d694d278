internal import CaseMessages
internal import DeviceIdentity
internal import Evidence
internal import Foundation
internal import Ground
internal import Outbox

/// Tells the hub how the device is: when something has changed, and every ten minutes.
actor HealthReporter {
    private static let longestSilence: Duration = .seconds(600)
    private static let limit = 4096

    private let software: String
    private let state: StateDirectory
    private let hub: HubConnection
    private let lists: ListSync
    private let uploader: Uploader
    private let conditions: Conditions
    private let time: LinkTime
    private var last: (report: HealthReport, at: Duration)?

    init(
        software: String, state: StateDirectory, hub: HubConnection, lists: ListSync, uploader: Uploader,
        conditions: Conditions,
        time: LinkTime
    ) {
        self.software = software
        self.state = state
        self.hub = hub
        self.lists = lists
        self.uploader = uploader
        self.conditions = conditions
        self.time = time
    }

    /// The hub keeps it, so that whoever cuts the end of the log on the device is found out.
    private var auditHead: String? {
        try? WireJSON.load(AuditAnchor.self, from: state.auditAnchor, limit: AuditAnchor.limit).head
    }

    /// A centre may want no device without a TPM at some places.
    private var custody: String? { (try? CustodyRecord.load(state))?.kind.rawValue }

    func round() async throws(Fault) {
        let outbox = try await uploader.status()
        let report = HealthReport(
            software: software, generations: lists.generations, queueDepth: outbox?.depth ?? 0,
            oldestItem: outbox?.oldest, state: conditions.state, auditHead: auditHead,
            keys: custody)
        if let last, last.report == report, time.uptime() - last.at < Self.longestSilence { return }
        let answer = try await hub.send(
            .post, "/v1/health", headers: [("Content-Type", "application/json")], body: try WireJSON.encode(report),
            limit: Self.limit)
        guard answer.status == 204 else { throw answer.refusal(of: "the report of this device's health") }
        last = (report, time.uptime())
    }
}
