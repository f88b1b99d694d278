public import Fingerprint
internal import Ground
internal import Identification

/// What comparing costs as templates and galleries grow, on one core.
public enum ComparisonSpeed {
    public struct ByMinutiae: Sendable, Codable {
        public let minutiae: Int
        public let templateBytes, preparedBytes: Int
        public let preparingMicroseconds: Double
        public let comparisonsPerSecond: Double
    }

    public struct ByGallery: Sendable, Codable {
        public let fingers: Int
        public let searchMilliseconds: Spread
        public let comparisonsPerSecond: Double
        public let preparedMegabytes: Double
        /// Of prepared references that a core reads in a second.
        public let megabytesReadPerSecond: Double
    }

    public static let counts = [16, 32, 48, 55, 64, 81, 128, 255]

    /// Templates of so many minutiae, all of different fingers, each compared with each.
    public static func byMinutiae(_ minutiae: Int, seed: UInt64 = 1) -> ByMinutiae {
        var random = RandomTemplates(seed: seed)
        let templates = (0..<200).map { _ in random.next(minutiae: minutiae) }
        let start = ThreadClock.now()
        let prepared = templates.map(PreparedTemplate.init)
        let preparing = ThreadClock.now() - start
        return ByMinutiae(
            minutiae: minutiae, templateBytes: templates[0].withBytes(\.count), preparedBytes: prepared[0].size,
            preparingMicroseconds: preparing / Double(templates.count) * 1e6,
            comparisonsPerSecond: perSecond(prepared))
    }

    /// Comparisons of each template with all that follow it, repeated until the clock can tell.
    public static func perSecond(_ prepared: [PreparedTemplate]) -> Double {
        var (seconds, count) = (0.0, 0)
        while seconds < 0.2, prepared.count > 1 {
            let start = ThreadClock.now()
            count += compareAll(prepared)
            seconds += ThreadClock.now() - start
        }
        return seconds > 0 ? Double(count) / seconds : 0
    }

    /// How often the loop asks for memory, while prints are compared with others and with themselves.
    ///
    /// - Returns: nil where nobody counts.
    public static func allocations(_ prepared: [PreparedTemplate]) -> (comparisons: Int, allocations: Int?) {
        var (comparisons, allocations): (Int, Int?) = (0, 0)
        // What the program sets up once, at its first comparison, is not the loop's.
        if let first = prepared.first { _ = Matcher(probe: first).score(against: first) }
        for probe in prepared {
            let matcher = Matcher(probe: probe)
            let found = AllocationCount.during {
                for reference in prepared { _ = matcher.score(against: reference) }
            }
            comparisons += prepared.count
            allocations = found.flatMap { found in allocations.map { $0 + found } }
        }
        return (comparisons, allocations)
    }

    /// Whole searches of a gallery of templates of 55 minutiae by somebody who is not in it.
    public static func byGallery(_ fingers: Int, searches: Int = 5, seed: UInt64 = 2) -> ByGallery? {
        var random = RandomTemplates(seed: seed)
        let probes = (0..<searches).map { _ in random.next(minutiae: 55) }
        var galleries = Galleries([FingerprintModality()])
        galleries.replace(
            of: "bench",
            with: (0..<fingers).map { number in
                ReferencePart(
                    record: RecordKey(list: "bench", record: "\(number)"), kind: .finger, position: 0,
                    template: random.next(minutiae: 55).withBytes { WipingBytes($0) })
            })
        let times = probes.compactMap { probe -> Double? in
            let template = probe.withBytes { WipingBytes($0) }
            let start = ThreadClock.now()
            var search = EncounterSearch(galleries, policy: .standard, samples: 1)
            guard let probe = try? search.probe(template, kind: .finger, position: 0) else { return nil }
            search.take(probe)
            _ = search.decision(isLast: true)
            return ThreadClock.now() - start
        }
        let bytes = Double(PreparedTemplate(probes[0]).size)
        guard let spread = Spread(times.map { $0 * 1000 }), spread.median > 0 else { return nil }
        let perSecond = Double(fingers) / spread.median * 1000
        return ByGallery(
            fingers: fingers, searchMilliseconds: spread, comparisonsPerSecond: perSecond,
            preparedMegabytes: bytes * Double(fingers) / 1e6, megabytesReadPerSecond: bytes * perSecond / 1e6)
    }

    private static func compareAll(_ prepared: [PreparedTemplate]) -> Int {
        var count = 0
        for (index, probe) in prepared.enumerated() {
            let matcher = Matcher(probe: probe)
            for reference in prepared[(index + 1)...] { _ = matcher.score(against: reference) }
            count += prepared.count - index - 1
        }
        return count
    }
}
