public import Ground

/// Everything of a hit that is not a sample: who looked, when, with what, and what was found.
public struct HitFacts: Sendable, Equatable {
    /// How sure the station was: never green, as a non-hit leaves nothing.
    public enum Result: String, Codable, Sendable { case yellow, red }

    /// Where the samples were taken, by whom and why.
    public struct Capture: Codable, Sendable, Equatable {
        public var device: String
        public var officer: String
        /// Why the traveller was looked at, for example `entry`.
        public var purpose: String

        public init(device: String, officer: String, purpose: String) {
            self.device = device
            self.officer = officer
            self.purpose = purpose
        }
    }

    /// What was searched, and what it found.
    public struct Search: Codable, Sendable, Equatable {
        /// The generation in force of each list that was searched, by owner.
        public var generations: [String: Int]
        public var result: Result
        /// Best first.
        public var candidates: [HitCandidate]
        /// How many more there were, of less evidence; nil where all are named.
        public var furtherCandidates: Int?

        public init(
            generations: [String: Int], result: Result, candidates: [HitCandidate], furtherCandidates: Int? = nil
        ) {
            self.generations = generations
            self.result = result
            self.candidates = candidates
            self.furtherCandidates = furtherCandidates
        }
    }

    /// How far the encounter has come.
    public struct Progress: Codable, Sendable, Equatable {
        /// A sample that was planned and is not here.
        public struct Missing: Codable, Sendable, Equatable {
            public var kind: String
            public var position: UInt8
            /// A code: `XX` amputated, `UP` unable, or why the device could not take it.
            public var reason: String

            public init(kind: String, position: UInt8, reason: String) {
                self.kind = kind
                self.position = position
                self.reason = reason
            }
        }

        /// The name of what was to be taken, for example `walk-up`.
        public var plan: String
        public var missing: [Missing]
        /// Whether no sample is to come any more; a red that came early is followed by another hit.
        public var isComplete: Bool
        /// The earlier hit of the same encounter that this one adds to: its samples are those that came after.
        public var supplements: UUIDv7?

        public init(
            plan: String = "walk-up", missing: [Missing] = [], isComplete: Bool = true, supplements: UUIDv7? = nil
        ) {
            self.plan = plan
            self.missing = missing
            self.isComplete = isComplete
            self.supplements = supplements
        }
    }

    /// The item's idempotency key from the outbox to the receipt.
    public var identifier: UUIDv7
    /// The encounter's name in the journals, from its beginning to the receipt; it may send several items.
    public var correlation: UUIDv7
    public var time: Timestamp
    public var capture: Capture
    public var search: Search
    public var progress: Progress

    public init(
        identifier: UUIDv7, correlation: UUIDv7, time: Timestamp, capture: Capture, search: Search,
        progress: Progress = Progress()
    ) {
        self.identifier = identifier
        self.correlation = correlation
        self.time = time
        self.capture = capture
        self.search = search
        self.progress = progress
    }

    /// - Parameter samples: how many the hit has.
    /// - Throws: ``Fault`` `hit.invalid` naming the first fact that is out of bounds.
    func check(samples: Int) throws(Fault) {
        func demand(_ holds: Bool, _ what: String) throws(Fault) {
            guard holds else { throw Fault(.hitInvalid, "hit \(identifier): \(what)") }
        }
        let texts = [capture.device, capture.officer, capture.purpose, progress.plan]
        try demand(texts.allSatisfy { $0.utf8.count <= 256 }, "a text is longer than 256 bytes; shorten it")
        let (generations, candidates) = (search.generations, search.candidates)
        try demand(generations.count <= 1024, "more than 1024 lists; search fewer")
        try demand(generations.allSatisfy { $0.key.utf8.count <= 256 && $0.value >= 0 }, "a generation is not valid")
        try demand(candidates.count <= 100, "more than 100 candidates; keep the best")
        try demand(search.furtherCandidates ?? 1 > 0, "fewer further candidates than one")
        try demand(candidates.allSatisfy { $0.isValid(samples: samples) }, "a candidate is not valid")
        try demand(
            progress.missing.count <= 64
                && progress.missing.allSatisfy { $0.kind.utf8.count <= 64 && $0.reason.utf8.count <= 64 },
            "what is missing is not valid")
    }
}
