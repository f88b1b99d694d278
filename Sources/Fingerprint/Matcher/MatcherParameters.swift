/// Every number the matcher was tuned to, in pixels at 500 ppi and radians; tuned on fingers 101 to 105 of the
/// development sets only.
enum MatcherParameters {
    /// What a minutia counts of whose quality nothing is known, as in many foreign templates.
    static let unknownWeight: Float = 0.6

    // MARK: - Cylinder codes

    /// The neighbourhood that a code describes.
    static let cylinderRadius: Float = 70
    static let cylinderPlaceDeviation: Float = 28 / 3
    /// Neighbours farther away say nothing about it.
    static let cylinderReach = cylinderRadius + 2 * cylinderPlaceDeviation
    /// What a cell gets of a neighbour three deviations away: that and less counts as nothing.
    static let cylinderLeastPlace: Float = 0.011_108_996_5
    static let cylinderDirectionDeviation: Float = 2 * .pi / 9
    /// A cell is set when its neighbours add up to this part of what one sure neighbour in its very centre gives.
    static let cylinderThreshold: Float = 0.3
    /// A code with fewer neighbours than this says too little to start from.
    static let leastNeighbours = 2

    // MARK: - Correspondences

    /// The most correspondences that are weighed against one another; a multiple of 16.
    static let candidates = 32
    /// Similarity below which a correspondence is not considered, as cosine × 255.
    static let leastSimilarity = 60
    static let compatibilityBase: Float = 10
    static let compatibilitySlope: Float = 0.15
    /// Weight of 1 − cos of the difference between two correspondences' rotations.
    static let compatibilityDirection: Float = 4
    /// Below this agreement there is nothing to align: the prints are taken to be of different fingers.
    static let leastAgreement: Float = 0.35
    static let spectrumRounds: Int32 = 8
    /// A correspondence takes part in the alignment when its strength is this part of the strongest.
    static let leastStrength: Float = 0.2

    // MARK: - Consolidation

    static let wideReach: Float = 22
    static let wideTurn: Float = 0.25
    static let narrowReach: Float = 10
    static let narrowTurn: Float = 0.20
    static let warpReach: Float = 50
    static let warpStiffness: Float = 0.5
    /// How far beyond the outermost minutiae a print is taken to reach.
    static let overlapMargin: Float = 8

    // MARK: - Evidence

    static let agreementWeight: Float = 3
    static let shareWeight: Float = 8
    /// Sure minutiae added to both overlaps, so that a few coinciding by accident in a tiny overlap do not convince.
    static let overlapPrior: Float = 6
}
