internal import CKernels

/// Stage 1: which minutiae of the two prints might be the same, and which of these suppositions agree.
///
/// The best two partners of each probe minutia by cylinder code; of all these the most similar; then spectral matching
/// (Leordeanu, Hebert: A Spectral Technique for Correspondence Problems, ICCV 2005): the leading eigenvector of the
/// matrix of pairwise compatibilities is large on the largest set that agrees, and small on accidents.
struct Correspondences {
    /// The arrays handed to the kernel.
    private(set) var pairs: match_pairs
    /// The minutiae of each correspondence.
    let probe, reference: UnsafeMutablePointer<UInt8>
    /// About how many correspondences agree with one another.
    private(set) var agreement: Float = 0
    private let parameters: MatcherParameters
    private let best: UnsafeMutablePointer<UInt16>
    private let histogram: UnsafeMutablePointer<Int32>

    var count: Int { Int(pairs.count) }

    init(_ scratch: Scratch, _ parameters: MatcherParameters) {
        self.parameters = parameters
        let most = MatcherParameters.mostCandidates
        func floats(_ count: Int) -> UnsafeMutablePointer<Float> { scratch.take(Float.self, count) }
        pairs = match_pairs(
            count: 0, lanes: 0, probeX: floats(most), probeY: floats(most), probeCos: floats(most),
            probeSin: floats(most), referenceX: floats(most), referenceY: floats(most), referenceCos: floats(most),
            referenceSin: floats(most), weight: floats(most), strength: floats(most), matrix: floats(most * most),
            scratch: floats(most))
        probe = scratch.take(UInt8.self, most)
        reference = scratch.take(UInt8.self, most)
        best = scratch.take(UInt16.self, 512)
        histogram = scratch.take(Int32.self, 256)
    }

    /// Supposes and weighs; afterwards the arrays hold the correspondences with their strengths.
    mutating func find(_ probe: PreparedTemplate.Lanes, _ reference: PreparedTemplate.Lanes) {
        match_best_columns(
            probe.count, probe.lanes, probe.codes, probe.inverseNorms, reference.count, reference.lanes,
            reference.codes, reference.inverseNorms, best)
        gather(probe, reference)
        agreement = withUnsafePointer(to: pairs) {
            match_spectrum(
                $0, parameters.compatibilityBase, parameters.compatibilitySlope, parameters.compatibilityDirection,
                parameters.spectrumRounds)
        }
    }

    /// The least similarity kept whole, and how many of those just below it there is still room for.
    private func cut(of total: Int) -> (least: Int, room: Int) {
        histogram.update(repeating: 0, count: 256)
        for index in 0..<total { histogram[Int(best[index] >> 8)] += 1 }
        var (least, room) = (256, min(parameters.candidates, MatcherParameters.mostCandidates))
        while least > parameters.leastSimilarity, Int(histogram[least - 1]) <= room {
            least -= 1
            room -= Int(histogram[least])
        }
        return (least, least > parameters.leastSimilarity ? room : 0)
    }

    /// Lays out the most similar suppositions; among equals those of the better probe minutiae.
    private mutating func gather(_ p: PreparedTemplate.Lanes, _ r: PreparedTemplate.Lanes) {
        let (least, spare) = cut(of: 2 * Int(p.count))
        var (count, room) = (0, spare)
        for index in 0..<2 * Int(p.count) where Int(best[index] >> 8) >= least - (room > 0 ? 1 : 0) {
            if Int(best[index] >> 8) < least { room -= 1 }
            let (i, j) = (index >> 1, Int(best[index] & 255))
            (probe[count], reference[count]) = (UInt8(i), UInt8(j))
            (pairs.probeX[count], pairs.probeY[count]) = (p.x[i], p.y[i])
            (pairs.probeCos[count], pairs.probeSin[count]) = (p.cosine[i], p.sine[i])
            (pairs.referenceX[count], pairs.referenceY[count]) = (r.x[j], r.y[j])
            (pairs.referenceCos[count], pairs.referenceSin[count]) = (r.cosine[j], r.sine[j])
            pairs.weight[count] = Float(best[index] >> 8) / 255
            count += 1
        }
        let lanes = (count + 15) / 16 * 16
        for index in count..<lanes { pairs.weight[index] = 0 }
        (pairs.count, pairs.lanes) = (Int32(count), Int32(lanes))
    }
}
