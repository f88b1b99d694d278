import DeviceIdentity
import Foundation
import Ground
import TrustedUpdate

/// Which lists the station has verified, and how old the centre's word on them is.
struct ListChecks {
    let state: StateDirectory
    let now: Date

    func findings() async -> [Finding] { [await Finding.of("lists", lists)] }

    private func lists() async throws -> Finding {
        if let revoked = try? StationIdentity.load(state).revoked(in: state.station) {
            return Finding(
                "lists", .failed,
                "the centre has revoked this device on \(revoked): its lists are out of force, nobody is searched; reset it, and "
                    + "enrol it again if it is yours", code: .hubRevoked)
        }
        guard FileManager.default.fileExists(atPath: state.station.trust.appending(path: "root.json").path) else {
            return Finding(
                "lists", .failed, "the station has none; check that ridgelined and ridgeline-link run",
                code: .listNone)
        }
        let client = try TrustedClient(
            stateDirectory: state.station.trust, source: DirectorySource(state.link.incoming))
        guard let stored = try await client.stored(), !stored.targets.isEmpty else {
            return Finding(
                "lists", .failed, "the station has none yet; check that ridgeline-link runs and reaches the hub",
                code: .listNone)
        }
        let signed = try await client.signedTime()
        let age =
            signed.map { "signed \(Timestamp($0)) (\(max(0, Int(now.timeIntervalSince($0) / 3600))) h ago)" }
            ?? "not dated"
        guard now < stored.expires else {
            return Finding(
                "lists", .failed,
                "\(age), expired \(Timestamp(stored.expires)); bring the hub within reach, or: ridgeline import",
                code: .trustExpired)
        }
        return Finding("lists", .good, "\(age), good until \(Timestamp(stored.expires))")
    }
}
