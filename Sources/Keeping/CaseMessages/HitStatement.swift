internal import Ground

/// What a hit says, without its pictures and templates: one flat object on the wire and in exports (docs/protocol.md).
public struct HitStatement: Sendable, Equatable {
    public let facts: HitFacts
    public let samples: [HitSample.Facts]

    public init(facts: HitFacts, samples: [HitSample.Facts]) {
        self.facts = facts
        self.samples = samples
    }
}

extension HitStatement: Codable {
    private enum CodingKeys: CodingKey { case identifier, correlation, time, samples }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            facts: HitFacts(
                identifier: try container.decode(UUIDv7.self, forKey: .identifier),
                correlation: try container.decode(UUIDv7.self, forKey: .correlation),
                time: try container.decode(Timestamp.self, forKey: .time),
                capture: try HitFacts.Capture(from: decoder), search: try HitFacts.Search(from: decoder),
                progress: try HitFacts.Progress(from: decoder)),
            samples: try container.decode([HitSample.Facts].self, forKey: .samples))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(facts.identifier, forKey: .identifier)
        try container.encode(facts.correlation, forKey: .correlation)
        try container.encode(facts.time, forKey: .time)
        try container.encode(samples, forKey: .samples)
        try facts.capture.encode(to: encoder)
        try facts.search.encode(to: encoder)
        try facts.progress.encode(to: encoder)
    }
}
