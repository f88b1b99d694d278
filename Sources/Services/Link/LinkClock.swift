internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Synchronization
internal import TrustedUpdate

/// What time it is, as far as a device can know: its clock, but never before a time that a trusted role has signed.
///
/// Says when the clock is wrong; work is never dropped over it. Thread-safe.
final class LinkClock: Sendable {
    /// Hubs and devices that are set by the network's time are much closer.
    static let tolerance: TimeInterval = 300

    private let time: LinkTime
    private let lists: TrustedClient?
    /// How far this clock was ahead of the hub's when the hub last answered.
    private let ahead = Mutex<TimeInterval?>(nil)

    /// Of a device without lists.
    init(_ time: LinkTime) { (self.time, lists) = (time, nil) }

    /// - Throws: ``Fault`` of the trust state.
    init(_ time: LinkTime, _ identity: LinkIdentity, _ state: LinkState) throws(Fault) {
        self.time = time
        // Reads what the link's own client has verified; asks nobody.
        lists = try TrustedClient(
            stateDirectory: state.trust, source: DirectorySource(state.incoming), trustedRoot: identity.trustedRoot)
    }

    /// The clock, and never before what was signed, unless the hub itself says that this clock is right.
    func now() async throws(Fault) -> Date {
        let shown = time.now()
        guard let signed = try await lists?.signedTime(), signed > shown, !agreesWithHub else { return shown }
        return signed
    }

    /// Whether the hub has answered, and its clock was as this one.
    private var agreesWithHub: Bool { ahead.withLock { $0.map { abs($0) <= Self.tolerance } ?? false } }

    /// What the clock says, right or wrong.
    var shown: Date { time.now() }

    /// The hub, which TLS has proved to be the hub, says what time it is there.
    func hub(says date: String?) {
        guard let date, let hub = DateText.date(http: date) else { return }
        let difference = time.now().timeIntervalSince(hub)
        ahead.withLock { $0 = difference }
    }

    /// - Throws: ``Fault`` `clock.behind`, `clock.ahead`, `clock.signed`.
    func check() async throws(Fault) {
        let shown = time.now()
        if let signed = try await lists?.signedTime(), shown < signed - Self.tolerance {
            guard !agreesWithHub else {
                throw Fault(
                    .clockSigned,
                    "the lists were signed at \(Timestamp(signed)), which is still to come: the hub's clock was wrong then; tell its operator"
                )
            }
            throw Fault(
                .clockBehind,
                "this device's clock says \(Timestamp(shown)), but its lists were signed at \(Timestamp(signed)); set the clock"
            )
        }
        guard let ahead = ahead.withLock({ $0 }), abs(ahead) > Self.tolerance else { return }
        throw Fault(
            ahead > 0 ? .clockAhead : .clockBehind,
            "this device's clock is \(Int(abs(ahead) / 60)) minutes \(ahead > 0 ? "ahead of" : "behind") the hub's; set the clock, or tell the hub's operator"
        )
    }
}
