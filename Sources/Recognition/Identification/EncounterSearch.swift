public import Ground
internal import Synchronization

/// What the samples of one encounter say of the listed persons, sample by sample.
///
/// The same samples, references and policy give the same decision, whatever the number of threads and the history of the
/// galleries. Nobody whom all samples together would show is lost: each sample looks for every record that could still come to
/// be shown with the help of the others, and all of them are then compared with it.
///
///     var search = EncounterSearch(galleries, policy: policy, samples: 2)
///     try search.take(right, kind: .finger, position: 2)
///     search.decision(isLast: false).colour  // red already, or not yet known
///     try search.take(left, kind: .finger, position: 7)
///     search.decision(isLast: true).colour
///
/// A value: one caller at a time.
public struct EncounterSearch: Sendable {
    private struct Searched {
        let kind: ModalityKind
        let declared: UInt8
        let probe: any GalleryProbe
        /// Whether it has been compared with the parts of other positions, too.
        var isEverywhere: Bool
    }

    private let galleries: Galleries
    private let policy: DecisionPolicy
    private let looks: Looks
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

    /// Searches for a sample among the parts of its declared position, or among all where it has none.
    ///
    /// - Parameters:
    ///   - kind: of the sample.
    ///   - position: as it was declared, in the modality's own numbers; 0 where it was not.
    /// - Throws: ``Fault`` `sample.modality`, or what the modality says of the template; nothing has changed then.
    public mutating func take(_ template: WipingBytes, kind: ModalityKind, position: UInt8) throws(Fault) {
        let probe = try galleries.probe(template, kind: kind)
        samples.append(Searched(kind: kind, declared: position, probe: probe, isEverywhere: position == 0))
        search(probe) { position == 0 || $0 == position || $0 == 0 }
    }

    /// Searches for every sample among the parts of all other positions: a finger that was declared wrongly is found there.
    public mutating func takeOtherPositions() {
        for place in samples.indices where !samples[place].isEverywhere {
            let declared = samples[place].declared
            search(samples[place].probe) { $0 != declared && $0 != 0 }
            samples[place].isEverywhere = true
        }
    }

    /// The earlier sample that this one repeats, by its number from 0: the same finger shown twice.
    ///
    /// - Parameter score: from which two samples are of one finger.
    /// - Throws: ``Fault`` as ``take(_:kind:position:)``.
    public func repeated(
        _ template: WipingBytes, kind: ModalityKind, atLeast score: Double
    ) throws(Fault) -> Int? {
        let probe = try galleries.probe(template, kind: kind)
        return samples.firstIndex { probe.score(against: $0.probe).map { $0 >= score } ?? false }
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
        let declared = samples.map(\.declared)
        guard let fused = RecordScore(zip(declared, scores).map { (declared: $0, parts: $1) }) else { return nil }
        let evidence = zip(samples, scores).enumerated().compactMap { number, sample -> Evidence? in
            let own = fused.basis == .asDeclared ? sample.1.filter { $0.position == sample.0.declared } : []
            return (own.isEmpty ? sample.1 : own).max { $0.score < $1.score }.map {
                Evidence(sample: number, kind: sample.0.kind, position: $0.position, score: $0.score)
            }
        }
        let rate = FalsePositives.rate(score: fused.score, comparisons: galleries.records)
        return Candidate(
            key: record, score: fused.score, falsePositiveRate: min(1, rate / looks.share(isLast: isLast)),
            basis: fused.basis, evidence: evidence)
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

    /// Best first; equal scores in the order of their keys.
    fileprivate func precedes(_ other: Candidate) -> Bool {
        score != other.score
            ? score > other.score : (key.list, key.record) < (other.key.list, other.key.record)
    }
}
