internal import Foundation
internal import Ground

/// What time it was when the hub last worked: a clock that is more than a day from it signs nothing until a person says
/// that it is right. Ten seconds of a wrong year would poison that year.
struct ClockMemory: Sendable {
    let store: any SQLStore
    let now: @Sendable () -> Timestamp
    /// Seconds.
    let tolerance: TimeInterval

    /// - Parameter signed: when the repository was last signed, for a hub that remembers nothing yet: it cannot have been
    ///   later than now.
    /// - Throws: ``Fault`` `hub.clock`.
    func check(or signed: Date? = nil) async throws(Fault) {
        let now = now()
        let known = try await store.look {
            try $0.rows("SELECT version FROM publication WHERE role = 'clock'").first?.get("version", as: Int64.self)
        }
        guard let last = known.map(Timestamp.init(milliseconds:)) ?? signed.map(Timestamp.init) else { return }
        let ahead = now.date.timeIntervalSince(last.date)
        // A hub of before that has rested for long is no reason.
        guard ahead < -tolerance || (known != nil && ahead > tolerance) else { return }
        throw Fault(
            .hubClock,
            "this hub's clock says \(now), and it was \(last) when it last worked; set the clock, or say that it is right: ridgeline-hub publish --clock-is-right"
        )
    }

    /// It is right now, and whoever works next reckons from it.
    func note() async throws(Fault) {
        let now = now()
        _ = try await store.transaction {
            try $0.execute(
                """
                INSERT INTO publication (role, version) VALUES ('clock', $1)
                ON CONFLICT (role) DO UPDATE SET version = excluded.version
                """, now)
        }
    }
}
