import Crypto
import DeviceIdentity
import Foundation
import Ground
import Link
import Operations

/// Who the device is, whether its keys answer, how long its certificate is good, and whether the hub lets it in.
struct IdentityChecks {
    let state: StateDirectory
    let hubURL: ServerAddress?
    let now: Date

    func findings() async -> [Finding] {
        var link: LinkIdentity?
        var findings = [
            await Finding.of("identity") {
                let record = try DeviceRecord.load(state)
                return Finding("identity", .good, "device \(record.device), provisioned \(record.provisioned)")
            },
            await Finding.of("keys") {
                let custody = try CustodyRecord.load(state)
                try Custody.check(custody)
                let loaded = try LinkIdentity.load(state)
                let digest = SHA256.hash(data: Data("self-test".utf8))
                guard
                    loaded.credential.key.publicKey.isValidSignature(
                        try loaded.credential.key.sign(digest), for: digest)
                else { throw Fault(.keyFailed, "the TLS key signs wrongly; reset the device and enrol it again") }
                _ = try StationIdentity.load(state)
                link = loaded
                return Finding("keys", .good, "in \(custody.kind.words); both processes' keys open and sign")
            },
        ]
        guard let link else {
            let says = "without the keys this cannot be looked at; see above"
            return findings + ["certificate", "clock", "hub"].map { Finding($0, .skipped, says) }
        }
        findings.append(certificate(link.credential))
        let probe = HubProbe(link, state.link)
        let hub = await Finding.of("hub") {
            let took = try await probe.ask(hubURL)
            return Finding("hub", .good, "lets this device in, \(Int(took / .milliseconds(1))) ms with the handshake")
        }
        findings.append(await clock(probe, hub))
        return findings + [hub]
    }

    private func certificate(_ credential: TLSCredential) -> Finding {
        let ends = "ends \(Timestamp(credential.notAfter))"
        let due = Renewal.due(credential)
        if now > credential.notAfter {
            return Finding(
                "certificate", .failed,
                "\(ends): over; the link renews it when it reaches the hub within the grace, otherwise enrol again",
                code: .certificateExpired)
        }
        // A week in which the link had its chances.
        guard now < due + 7 * 86_400 else {
            return Finding(
                "certificate", .warning,
                "\(ends), renewal has been due since \(Timestamp(due)); look for 'renewal' in the journal of ridgeline-link"
            )
        }
        return Finding("certificate", .good, "\(ends), renewed by itself from \(Timestamp(due))")
    }

    private func clock(_ probe: HubProbe, _ hub: Finding) async -> Finding {
        await Finding.of("clock") {
            if let code = hub.code, [.clockAhead, .clockBehind].contains(code) {
                return Finding("clock", .failed, hub.says, code: code)
            }
            try await probe.checkClock()
            guard SystemClock.isSynchronised else {
                return Finding(
                    "clock", .warning,
                    "\(Timestamp(now)), not synchronised with the network's time; check systemd-timesyncd or chrony")
            }
            return Finding("clock", .good, "\(Timestamp(now)), synchronised")
        }
    }
}
