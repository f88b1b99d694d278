internal import Ground

/// Who must sign for a role of our own: key identifiers and how many of them.
struct Signers: Sendable, Equatable {
    let identifiers: [String]
    let threshold: Int

    init(_ keys: [SigningKey], threshold: Int) {
        identifiers = keys.map(\.identifier)
        self.threshold = threshold
    }

    /// Reads them from a role in a root or in delegations.
    init(_ role: JSONValue?) throws(Fault) {
        guard let identifiers = role?.object?["keyids"]?.array?.compactMap(\.string),
            let threshold = role?.object?["threshold"]?.integer
        else { throw Fault(.trustMalformed, "our own metadata lacks the keys of a role; restore it from a backup") }
        self.identifiers = identifiers
        self.threshold = threshold
    }

    var members: [ExactText: JSONValue] {
        ["keyids": .array(identifiers.map(JSONValue.string)), "threshold": .integer(threshold)]
    }
}
