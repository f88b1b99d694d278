import DeviceIdentity
import Ground

/// Whether the link runs: it holds its lock while it does, under systemd and by hand.
struct LinkAnswer: Codable {
    enum State: String, Codable { case running, stopped, unknown }

    let state: State
    /// What to do about it; empty of one that runs.
    let reason: String

    init(_ link: LinkState) {
        do throws(Fault) {
            let isRunning = try link.isHeld()
            state = isRunning ? .running : .stopped
            reason =
                isRunning
                ? ""
                : "ridgeline-link does not run: no hit reaches the centre and no list arrives; systemctl start ridgeline-link, "
                    + "and where it ends again: journalctl -u ridgeline-link"
        } catch {
            state = .unknown
            reason = "whether ridgeline-link runs cannot be told by this user, but by root: \(error.message)"
        }
    }

    var finding: Finding {
        switch state {
        case .running: Finding("link", .good, "runs")
        case .stopped: Finding("link", .failed, reason, code: .linkAway)
        case .unknown: Finding("link", .skipped, reason)
        }
    }
}
