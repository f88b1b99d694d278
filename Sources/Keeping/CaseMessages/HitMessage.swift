public import Ground

/// What the centre needs to judge a hit: the facts, and the encounter's samples with their pictures and templates.
///
///     let hit = try HitMessage(facts: facts, samples: [right, left])
///     let item = try identity.seal(hit.encoded(), item: facts.identifier)
///
/// Pictures and templates lie in wiping memory, here and in ``encoded()``. Thread-safe: immutable.
public struct HitMessage: Sendable {
    /// Samples of a hit, at most.
    public static let mostSamples = 16

    public let facts: HitFacts
    /// In the order in which they were taken.
    public let samples: [HitSample]

    /// - Throws: ``Fault`` `hit.invalid` when a fact is out of bounds or a picture is not what its sample says.
    public init(facts: HitFacts, samples: [HitSample]) throws(Fault) {
        try facts.check(samples: samples.count)
        func demand(_ holds: Bool, _ what: String) throws(Fault) {
            guard holds else { throw Fault(.hitInvalid, "hit \(facts.identifier) \(what)") }
        }
        // What ends an encounter may have no more of them.
        let least = facts.progress.supplements == nil ? 1 : 0
        try demand(
            (least...Self.mostSamples).contains(samples.count), "does not have \(least) to \(Self.mostSamples) samples")
        for (number, sample) in samples.enumerated() {
            if let objection = sample.objection { try demand(false, "in sample \(number + 1) \(objection)") }
        }
        let attachments = samples.compactMap(\.facts.picture?.attachment)
        try demand(
            attachments.reduce(0) { $0 + $1.length } <= Attachment.limit,
            "has attachments of more than \(Attachment.limit) bytes")
        let pieces = attachments.flatMap(\.pieces)
        try demand(Set(pieces).count == pieces.count, "names an item for two attachments")
        self.facts = facts
        self.samples = samples
    }

    public var statement: HitStatement { HitStatement(facts: facts, samples: samples.map(\.facts)) }
}
