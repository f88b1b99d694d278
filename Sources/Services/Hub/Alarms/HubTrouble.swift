internal import DeviceIdentity
public import Ground
internal import TrustedUpdate

/// What of the hub itself is gone, damaged or another's, and what comes of it.
public struct HubTrouble: Sendable {
    public enum Effect: String, Sendable {
        case unbelieved = "devices would not believe what is published"
        case unsigned = "nothing new can be signed"
        case distrusted = "devices would come to trust another hub"
        case shutOut = "devices or operators are shut out, or will be"
        case list = "a list does not reach its devices, or cannot be changed"
    }

    public let effect: Effect
    /// The list that it is about; nil for all.
    public let list: String?
    public let fault: Fault
}

extension Hub {
    /// Looks at every part that a hub which serves can lose without a word: authorities, what is published, to the last byte
    /// of a list's file, the keys that sign, and the lists' keys. What stops the hub is not among them: it does not open.
    ///
    /// - Parameter thoroughly: reads all that is published, a second for each gigabyte; or looks at files' lengths alone.
    public func troubles(thoroughly: Bool = true) async -> [HubTrouble] {
        var troubles: [HubTrouble] = []
        func note(_ effect: HubTrouble.Effect, _ fault: Fault, of list: String? = nil) {
            // Another one publishes for long: it is seen the next time.
            guard fault.code != .hubBusy else { return }
            // One word for all that comes of it.
            guard list != nil || !troubles.contains(where: { $0.effect == effect }) else { return }
            troubles.append(HubTrouble(effect: effect, list: list, fault: fault))
        }
        func note(_ fault: Fault) { note(fault.code == .trustKey ? .unsigned : .unbelieved, fault) }
        do { for fault in try await authorityTroubles() { note(.shutOut, fault) } } catch { note(.distrusted, error) }
        var lists: [String: Fault] = [:]
        do { lists = try await publisher.look(now: now().date, thoroughly: thoroughly) } catch {
            note(error)
        }
        do { try await publisher.requireNewest() } catch { note(error) }
        do { try await publisher.requireSigners() } catch { note(error) }
        do { try await lists.merge(listTroubles()) { $1 } } catch { note(error) }
        for (list, fault) in lists.sorted(by: { $0.key < $1.key }) { note(.list, fault, of: list) }
        return troubles
    }
}
