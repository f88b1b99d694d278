public import Ground
internal import Synchronization

/// What the samples of one encounter say of the listed persons, sample by sample.
///
/// The same samples, references and policy give the same decision, whatever the number of threads and the history of the
/// galleries. Nobody whom all samples together would show is lost: each sample looks for every record that could still come to
/// be shown with the help of the others, and all of them are then compared with it.
///
///     var search = EncounterSearch(galleries, policy: policy, samples: 2)
///     search.take(try search.probe(right, kind: .finger, position: 2))
///     search.decision(isLast: false).colour  // red already, or not yet known
///     search.take(try search.probe(left, kind: .finger, position: 7))
///     search.decision(isLast: true).colour
///
/// A value: one caller at a time.
public struct EncounterSearch: Sendable {
    /// A sample that is ready to be searched for, which costs as much as thousands of comparisons: it is made once of each.
    public struct Probe: Sendable {
        let kind: ModalityKind
        let declared: UInt8
        let prepared: any GalleryProbe
    }

    private struct Searched {
        let kind: ModalityKind
        let declared: UInt8
        let probe: any GalleryProbe
        /// Whether it has been compared with the parts of other positions, too.
        var isEverywhere: Bool
        /// Of the accidents, the share of a print beside the plan, which speaks for itself alone; nil of the plan's samples.
        var aside: Double?
    }

    /// What is said of a record.
    private struct Said {
        let score: Double
        /// Of false positives.
        let rate: Double
        let basis: Basis
    }

    private let galleries: Galleries
    private let policy: DecisionPolicy
    private var looks: Looks
    private let threads: Int
    private let isValid: @Sendable (RecordKey) -> Bool
    private let least: Double
    private var samples: [Searched] = []
    /// Of each record that may come to be shown, what each sample says of its parts.
    private var found: [RecordKey: [[PartScore]]] = [:]
    /// Those that a look has shown as a hit: each had its share of the accidents, and stays one.
    private var hits: [RecordKey: Candidate] = [:]

    /// - Parameters:
    ///   - samples: that will be taken at most.
    ///   - threads: how many to compare with; with 1, the caller's own.
    ///   - isValid: records it refuses are no candidates.
    public init(
        _ galleries: Galleries, policy: DecisionPolicy, samples: Int, threads: Int = 1,
        where isValid: @escaping @Sendable (RecordKey) -> Bool = { _ in true }
    ) {
        (self.galleries, self.policy, self.threads, self.isValid) = (galleries, policy, threads, isValid)
        looks = Looks(planned: samples)
        let shown = policy.leastScore(comparisons: galleries.records)
        least = RecordScore.leastOfOne(for: shown, samples: samples)
    }

    /// Prepares a sample.
    ///
    /// - Parameters:
    ///   - kind: of the sample.
    ///   - position: as it was declared, in the modality's own numbers; 0 where it was not.
    /// - Throws: ``Fault`` `sample.modality`, or what the modality says of the template.
    public func probe(_ template: WipingBytes, kind: ModalityKind, position: UInt8) throws(Fault) -> Probe {
        Probe(kind: kind, declared: position, prepared: try galleries.probe(template, kind: kind))
    }

    /// Searches for a sample among the parts of its declared position, or among all where it has none.
    public mutating func take(_ probe: Probe) {
        let position = probe.declared
        samples.append(
            Searched(kind: probe.kind, declared: position, probe: probe.prepared, isEverywhere: position == 0))
        search(probe.prepared) { position == 0 || $0 == position || $0 == 0 }
    }

    /// Searches for every sample among the parts of all other positions: a finger that was declared wrongly is found there.
    public mutating func takeOtherPositions() {
        for place in samples.indices where !samples[place].isEverywhere {
            let declared = samples[place].declared
            search(samples[place].probe) { $0 != declared && $0 != 0 }
            samples[place].isEverywhere = true
        }
    }

    /// Searches for a print beside the plan, such as a finger that was shown twice or the best of attempts that were given up,
    /// among the parts of all positions: by itself, at its own share of the accidents, as it may be of a finger that is a sample
    /// already.
    ///
    /// - Returns: whether it shows anybody, and is one of the samples from now on. If not, only its share is gone.
    public mutating func takeAside(_ probe: Probe) -> Bool {
        let share = looks.takeAside()
        var other = self
        other.samples.append(
            Searched(kind: probe.kind, declared: 0, probe: probe.prepared, isEverywhere: true, aside: share))
        other.search(probe.prepared) { _ in true }
        let shows = other.found.values.contains { scores in
            policy.colour(falsePositiveRate: other.aside(scores)?.rate) != .green
        }
        if shows { self = other }
        return shows
    }

    /// The earlier sample of the plan that this one repeats, by its number from 0: the same finger shown twice.
    ///
    /// - Parameter score: from which two samples are of one finger.
    public func repeated(_ probe: Probe, atLeast score: Double) -> Int? {
        samples.firstIndex {
            $0.aside == nil && probe.prepared.score(against: $0.probe).map { $0 >= score } ?? false
        }
    }

    /// What is known by now. A red stays, whatever the samples after it say: nobody is let go whom an officer was shown.
    ///
    /// - Parameter isLast: whether no sample follows; before, only a red counts, and it must be surer.
    public mutating func decision(isLast: Bool) -> Decision {
        let all = found.compactMap { candidate($0, $1, isLast: isLast) }
            .map { candidate in hits[candidate.key].map { candidate.noLessSure(than: $0) } ?? candidate }
            .sorted { $0.precedes($1) }
            .filter { policy.colour(falsePositiveRate: $0.falsePositiveRate) != .green }
        let candidates = all.prefix(policy.candidateLimit)
        for candidate in candidates where policy.colour(falsePositiveRate: candidate.falsePositiveRate) == .red {
            hits[candidate.key] = candidate
        }
        return Decision(
            colour: policy.colour(falsePositiveRate: candidates.map(\.falsePositiveRate).min()),
            candidates: Array(candidates), further: all.count - candidates.count, gallerySize: galleries.size)
    }

    private mutating func search(_ probe: any GalleryProbe, where isWanted: @escaping GalleryProbe.Filter) {
        for record in probe.records(atLeast: least, threads: threads, where: isWanted) where isValid(record) {
            found[record, default: []] += []
        }
        compareFound()
    }

    /// Each sample with each record once, however often it is decided.
    private mutating func compareFound() {
        let (records, probes) = (Array(found), samples.map(\.probe))
        let compared = Mutex<[RecordKey: [[PartScore]]]>([:])
        inStretches(of: records.count, threads: threads) { stretch in
            let news = records[stretch].map { record, known in
                (record, known + probes.dropFirst(known.count).map { $0.scores(of: record) })
            }
            compared.withLock { $0.merge(news) { $1 } }
        }
        found = compared.withLock { $0 }
    }

    private func candidate(_ record: RecordKey, _ scores: [[PartScore]], isLast: Bool) -> Candidate? {
        let planned = zip(samples, scores).filter { $0.0.aside == nil }
        let fused = RecordScore(planned.map { (declared: $0.declared, parts: $1) }).map {
            Said(score: $0.score, rate: rate($0.score, share: looks.share(isLast: isLast)), basis: $0.basis)
        }
        guard let said = [fused, aside(scores)].compactMap(\.self).min(by: { $0.rate < $1.rate }) else { return nil }
        let evidence = zip(samples, scores).enumerated().compactMap { number, sample -> Evidence? in
            let own =
                said.basis == .asDeclared && sample.0.aside == nil
                ? sample.1.filter { $0.position == sample.0.declared } : []
            return (own.isEmpty ? sample.1 : own).max { $0.score < $1.score }.map {
                Evidence(sample: number, kind: sample.0.kind, position: $0.position, score: $0.score)
            }
        }
        return Candidate(
            key: record, score: said.score, falsePositiveRate: said.rate, basis: said.basis, evidence: evidence)
    }

    /// What the surest of the prints beside the plan says of a record; nil where there is none.
    private func aside(_ scores: [[PartScore]]) -> Said? {
        zip(samples, scores).compactMap { sample, parts in
            guard let share = sample.aside, let score = Fusion.best(of: parts.map(\.score)) else { return nil }
            return Said(score: score, rate: rate(score, share: share), basis: .single)
        }
        .min { $0.rate < $1.rate }
    }

    private func rate(_ score: Double, share: Double) -> Double {
        min(1, FalsePositives.rate(score: score, comparisons: galleries.records) / share)
    }
}

extension Candidate {
    /// With what was surer of the two, and all evidence of now.
    fileprivate func noLessSure(than earlier: Candidate) -> Candidate {
        guard earlier.falsePositiveRate < falsePositiveRate else { return self }
        return Candidate(
            key: key, score: earlier.score, falsePositiveRate: earlier.falsePositiveRate, basis: earlier.basis,
            evidence: evidence)
    }

    /// Surest first, then by score; equal ones in the order of their keys.
    fileprivate func precedes(_ other: Candidate) -> Bool {
        if falsePositiveRate != other.falsePositiveRate { return falsePositiveRate < other.falsePositiveRate }
        return score != other.score
            ? score > other.score : (key.list, key.record) < (other.key.list, other.key.record)
    }
}
