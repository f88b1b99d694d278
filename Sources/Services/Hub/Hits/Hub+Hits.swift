internal import CaseMessages
internal import Ground

extension Hub {
    /// Opens the hits, oldest first and one at a time, and hands them over.
    ///
    /// A hit that is opened for the first time is answered: its device gets a sealed reply with the case reference.
    /// One that cannot be opened is quarantined; it was receipted, so its bytes are all there will ever be. What is wrong
    /// with one hit never keeps the others back: it is that hit's problem.
    ///
    /// - Parameter reference: only what came after this case, for example the last one of the time before.
    /// - Throws: ``Fault`` `hub.database`, and what `body` throws.
    public func forEachHit(after reference: CaseReference? = nil, _ body: (ReceivedHit) throws -> Void) async throws {
        var last = reference?.sequence ?? 0
        while let item = try await items.next(.hit, after: last) {
            last = item.sequence
            var hit = try await open(item)
            for (index, sample) in (hit.message?.samples ?? []).enumerated() {
                hit.pictures[index] = try await picture(of: sample, in: item.identifier, from: item.device)
            }
            try body(hit)
        }
    }

    /// - Throws: ``Fault`` `hub.database`.
    func open(_ item: Item) async throws(Fault) -> ReceivedHit {
        let message: HitMessage
        do { message = try self.message(in: item) } catch {
            if item.state != .quarantined { try await quarantine(item) }
            return ReceivedHit(item, .quarantined, nil, error)
        }
        do { try await acknowledge(item) } catch {
            if error.code.rawValue.hasPrefix(Fault.Code.hubDatabase.rawValue) { throw error }
            return ReceivedHit(item, item.state, message, error)
        }
        return ReceivedHit(
            item, item.state == .sealed || item.state == .quarantined ? .opened : item.state, message, nil)
    }

    /// - Throws: ``Fault`` `seal.broken`, `hit.invalid`, `json.*`.
    func message(in item: Item) throws(Fault) -> HitMessage {
        let message = try HitMessage(decoding: opened(item))
        guard message.facts.identifier == item.identifier, message.facts.capture.device == item.device.description
        else {
            throw Fault(.hitInvalid, "hit \(item.identifier) says that it is another; look into the device")
        }
        return message
    }

    func quarantine(_ item: Item) async throws(Fault) {
        let now = now()
        try await store.transaction { transaction in
            guard try ItemStore.quarantine(item.sequence, in: transaction) else { return }
            try Quota.quarantine(item.device, at: now, in: transaction)
        }
    }
}
