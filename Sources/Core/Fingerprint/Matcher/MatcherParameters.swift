/// Every number the matcher was tuned to, in pixels at 500 ppi and radians; tuned on fingers 101 to 105 of the
/// development sets only. Those of prepared templates are the same for all; the others may be varied, to see what each is
/// worth (`ridgeline bench recognition --ablations`).
public struct MatcherParameters: Sendable {
    public static let standard = MatcherParameters()

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

    /// The most correspondences that are weighed against one another, for which there is room; a multiple of 16.
    static let mostCandidates = 32
    /// How many are weighed.
    public var candidates = Self.mostCandidates
    /// Similarity below which a correspondence is not considered, as cosine × 255.
    public var leastSimilarity = 60
    public var compatibilityBase: Float = 10
    public var compatibilitySlope: Float = 0.15
    /// Weight of 1 − cos of the difference between two correspondences' rotations.
    public var compatibilityDirection: Float = 4
    /// Below this agreement there is nothing to align: the prints are taken to be of different fingers.
    public var leastAgreement: Float = 0.35
    public var spectrumRounds: Int32 = 8
    /// A correspondence takes part in the alignment when its strength is this part of the strongest.
    public var leastStrength: Float = 0.2

    // MARK: - Consolidation

    public var wideReach: Float = 22
    public var wideTurn: Float = 0.25
    public var narrowReach: Float = 10
    public var narrowTurn: Float = 0.20
    public var warpReach: Float = 50
    public var warpStiffness: Float = 0.5
    /// How far beyond the outermost minutiae a print is taken to reach.
    public var overlapMargin: Float = 8

    // MARK: - Evidence

    public var agreementWeight: Float = 3
    public var shareWeight: Float = 8
    /// Sure minutiae added to both overlaps, so that a few coinciding by accident in a tiny overlap do not convince.
    public var overlapPrior: Float = 6

    public init() {}
}
