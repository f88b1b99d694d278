internal import CaseMessages
internal import Foundation
public import Ground

extension Hub {
    /// Keeps what a device says of itself, and compares the head of its audit log with those it told before.
    ///
    /// - Returns: what is wrong with the log and was not known before; nil where nothing is.
    /// - Throws: ``Fault`` `hub.health` for what no device says of itself, `hub.database`.
    func note(_ health: HealthReport, of device: UUIDv7) async throws(Fault) -> String? {
        try health.check()
        let (text, now) = (try WireJSON.encode(health), now())
        // As it is kept and read again, which may be longer than what came.
        guard text.count <= HealthReport.limit else {
            throw Fault(.hubHealth, "the health report is too long; update the device's software")
        }
        let lists = try listKeys.owners()
        let (problem, isNew) = try await store.transaction { transaction -> (String?, Bool) in
            // Takes the row, so that of two hubs one waits for the other.
            try transaction.execute(
                "UPDATE device SET health = $1, lastSeen = $2 WHERE identifier = $3", text, now, device)
            let claim =
                try Generations.impossible(health.generations, lists: lists, in: transaction)
                ?? NarrowedRights.objection(to: health.generations.keys, of: device, at: now, in: transaction)
            if let claim {
                try AlarmBook.raise(.claims, claim, of: device, at: now, in: transaction)
            }
            if let missed = try ListFormats.missed(by: device, reading: health.listFormats, of: lists, in: transaction)
            {
                try AlarmBook.raise(.listFormat, missed, of: device, at: now, in: transaction)
            }
            if let damaged = health.damaged, !damaged.isEmpty {
                let text =
                    "something of the device's state was or is damaged or gone, and was begun anew where it could be: "
                    + "\(damaged.joined(separator: ", ")); ask for ridgeline status there"
                try AlarmBook.raise(.damaged, text, of: device, at: now, in: transaction)
            }
            guard let problem = try AuditHeads.note(health.auditHead, of: device, at: now, in: transaction) else {
                return (nil, false)
            }
            return (problem, try AlarmBook.raise(.audit, problem, of: device, at: now, in: transaction))
        }
        metrics.health(isAlarming: problem != nil)
        return isNew ? problem : nil
    }

    /// Takes a device's alarms back once they were looked into; what it tells of its audit log from now on counts.
    ///
    /// - Throws: ``Fault`` `hub.unknownDevice`, `hub.database`.
    public func clearAlarms(of device: UUIDv7) async throws(Fault) {
        guard let health = try await inventory.find(device).map(\.health) else {
            throw Fault(.hubUnknownDevice, "no device \(device); see ridgeline-hub devices for those there are")
        }
        let head = health?.auditHead.flatMap(AuditHead.init)
        try await store.transaction { transaction in
            try AlarmBook.clear(device, in: transaction)
            try Quota.forgive(device, in: transaction)
            try AuditHeads.set(head, of: device, in: transaction)
        }
    }

    /// The heads of a device's audit log, the newest of each day, oldest first: each must be in an exported log.
    public func auditHeads(of device: UUIDv7) async throws(Fault) -> [(head: AuditHead, told: Timestamp)] {
        try await store.look { try AuditHeads.history(of: device, in: $0) }
    }
}

extension HealthReport {
    /// What a device can say of itself; the rest is of somebody who plays with us.
    ///
    /// - Throws: ``Fault`` `hub.health` naming what is wrong.
    fileprivate func check() throws(Fault) {
        func demand(_ holds: Bool, _ what: String) throws(Fault) {
            guard holds else { throw Fault(.hubHealth, "the health report's \(what); update the device's software") }
        }
        try demand((1...64).contains(software.utf8.count), "software has no name of 1 to 64 bytes")
        try demand(state.wholeMatch(of: /[A-Za-z][A-Za-z0-9.\-]{0,63}/) != nil, "state is no code")
        try demand(queueDepth >= 0, "queue is shorter than empty")
        try demand(generations.allSatisfy { $0.value >= 0 }, "lists have an impossible generation")
        try demand(
            generations.keys.allSatisfy { $0.wholeMatch(of: /[a-z0-9\-]{1,40}/) != nil }, "lists have impossible names")
        try demand(
            (refusedLists ?? [:]).allSatisfy {
                ($0.key.isEmpty || $0.key.wholeMatch(of: /[a-z0-9\-]{1,40}/) != nil)
                    && $0.value.wholeMatch(of: /[A-Za-z][A-Za-z0-9.\-]{0,63}/) != nil
            }, "refused lists have impossible names")
        try demand(
            (listFormats ?? []).count <= 16 && (listFormats ?? []).allSatisfy((1...255).contains),
            "list formats are none")
        try demand(
            (messageKinds ?? []).count <= 64
                && (messageKinds ?? []).allSatisfy { $0.wholeMatch(of: /[a-zA-Z0-9.\-]{1,32}\/[0-9]{1,4}/) != nil },
            "kinds of messages are none")
        try demand(
            (damaged ?? []).count <= 16
                && (damaged ?? []).allSatisfy { $0.wholeMatch(of: /[A-Za-z][A-Za-z0-9.\-]{0,63}/) != nil },
            "damages are no codes")
        try demand(keys?.wholeMatch(of: /[a-z]{1,16}/) != nil || keys == nil, "keys lie nowhere we know")
        try demand(
            auditHead?.wholeMatch(of: /[a-z]{1,32}|[0-9]{1,18}:[0-9a-f]{64}/) != nil || auditHead == nil,
            "audit log has no head that we know")
    }
}
