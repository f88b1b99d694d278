internal import CaseMessages
public import Foundation
public import Ground
internal import X509

extension Hub {
    /// Lets the next authority sign from now on, as when the key of the present one was stolen; finishes a shift that was cut.
    ///
    /// A hub that is being served takes it up within seconds; devices have trusted the next one all along. They know of a
    /// newer one with their next certificates, and bear no second shift before.
    ///
    /// - Parameters:
    ///   - safe: where the next one's key lies, and the one of the authority after it is put.
    ///   - shuttingOut: goes on where devices do not know the next authority: each must be enrolled anew then.
    /// - Returns: the devices that are shut out now.
    /// - Throws: ``Fault`` `hub.shiftTooEarly` where a device does not know the next authority, `hub.authority.next` where
    ///   its key is not there, `hub.safe`, `hub.lost`, `hub.database`.
    @discardableResult
    public func shiftAuthority(safe: URL? = nil, shuttingOut: Bool = false) async throws -> [UUIDv7] {
        if let safe { try safeKeys.check(safe) }
        return try await withKeys {
            let present = try await knownAuthorities()
            // Those that a shift which was cut after its last write has left.
            try await rememberAuthorities()
            if !present.isShifting, !shuttingOut, let objection = try await objection(to: present) { throw objection }
            try Authorities.shift(folder.keys, safe: safe, now: now().date)
            try await rememberAuthorities()
            return try await shutOut(by: authorities)
        }
    }

    /// Finishes a shift that was cut, and shifts when it is time: two years before the present one's end, and while devices do
    /// not know the next one as late as can be.
    ///
    /// - Returns: whether another authority signs than before.
    /// - Throws: ``Fault`` as ``shiftAuthority(safe:shuttingOut:)``, not `hub.shiftTooEarly`, which is among the troubles.
    func keepAuthorities() async throws -> Bool {
        try await withKeys {
            try await knownAuthorities()
            let now = now().date
            try Authorities.prepare(folder.keys, now: now)
            try await rememberAuthorities()
            let present = try authorities
            guard present.isDue(now) else { return false }
            if !present.isEnding(now), try await objection(to: present) != nil { return false }
            try Authorities.shift(folder.keys, now: now)
            try await rememberAuthorities()
            return true
        }
    }

    /// What of the authorities shuts devices out, or will when the present one ends.
    ///
    /// - Throws: ``Fault`` as ``knownAuthorities()``.
    func authorityTroubles() async throws(Fault) -> [Fault] {
        let present = try await knownAuthorities()
        var troubles: [Fault] = []
        let out = try await shutOut(by: present)
        if !out.isEmpty {
            troubles.append(
                Fault(
                    .hubShutOut,
                    "\(out.inWords) know neither the authority that signs nor the next one, and cannot come back: enrol them "
                        + "anew, and revoke what they were"))
        }
        // Who signed before the authority of now was the next one is none any more. Certificates know whole seconds.
        let operators = try await operators.added(before: Timestamp(Authorities.made(present.current.certificate) - 1))
        if !operators.isEmpty {
            troubles.append(
                Fault(
                    .hubShutOut,
                    "operators (\(operators.prefix(5).joined(separator: ", "))) have certificates of an authority that is none "
                        + "any more: make others, ridgeline-hub operator add NAME, or remove them"))
        }
        if present.isDue(now().date), let objection = try await objection(to: present) { troubles.append(objection) }
        return troubles
    }

    /// Until when the authority that signs, and the next one, are good.
    public func authorityEnds() throws(Fault) -> (current: Timestamp, next: Timestamp?) {
        let authorities = try authorities
        return (
            Timestamp(authorities.current.certificate.notValidAfter),
            authorities.next.map { Timestamp($0.notValidAfter) }
        )
    }

    private func shutOut(by authorities: Authorities) async throws(Fault) -> [UUIDv7] {
        try await devices(told: [authorities.current.certificate] + [authorities.next].compactMap(\.self))
    }

    /// Why a shift would shut devices out; nil where it would not.
    private func objection(to present: Authorities) async throws(Fault) -> Fault? {
        let strangers = try await devices(told: [present.next].compactMap(\.self))
        guard !strangers.isEmpty else { return nil }
        let last = present.lastShift.map { " The last shift was at \($0)." } ?? ""
        return Fault(
            .hubShiftTooEarly,
            "a shift now would shut out for good \(strangers.inWords), which do not know the next authority yet.\(last) Wait "
                + "until they have renewed their certificates, and revoke those that are gone; where the present "
                + "authority's key was stolen, --shut-out-devices goes on, and they must be enrolled anew")
    }

    /// The devices that could still come, and were last told of none of these authorities.
    private func devices(told known: [Certificate]) async throws(Fault) -> [UUIDv7] {
        let now = now().date
        let known = try known.map { authority throws(Fault) in
            (digest: try CertificateText.digest(authority), made: Authorities.made(authority))
        }
        return try await store.look { try ToldAuthority.all(at: now, in: $0) }
            .filter { !$0.isOne(of: known) }.map(\.device)
    }
}

extension [UUIDv7] {
    /// How many devices they are, and the first of them.
    public var inWords: String {
        let first = prefix(5).map(\.description).joined(separator: ", ")
        return "\(count) \(count == 1 ? "device" : "devices") (\(first)\(count > 5 ? " and \(count - 5) more" : ""))"
    }
}
