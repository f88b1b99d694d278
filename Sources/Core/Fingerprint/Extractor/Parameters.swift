/// Every constant of the extractor that is a choice, with its unit.
public struct Parameters: Sendable, Equatable {
    public static let standard = Parameters()

    // Contrast
    /// Cells: how far the local mean and deviation look.
    public var contrastReach: Float = 0.5
    /// Grey levels added to the local deviation, so that noise on blank glass is not blown up.
    public var contrastFloor: Float = 2
    /// Deviations: what is beyond is clipped.
    public var greatestNormalised: Float = 3

    // Segmentation
    /// Cells: how far the print is taken to reach beyond its clear ridges.
    public var maskReach: Float = 0.8
    /// Grey levels of local deviation below which nothing is print.
    public var leastContrast: Float = 6
    /// The same as a share of what the best cells of the picture have.
    public var contrastShare: Float = 0.2
    /// Agreement of directions below which a cell is not print.
    public var leastCoherence: Float = 0.1

    // Ridge field
    /// Cells: smoothing where the ridges are clear.
    public var fieldFineReach: Float = 1
    /// Cells: smoothing that carries over gaps.
    public var fieldCoarseReach: Float = 3
    /// How much the coarse one counts.
    public var fieldCoarseShare: Float = 0.1
    /// How often the ridges are enhanced along the field; each time the field is estimated anew from the result.
    public var passes = 3

    // Gabor filters
    public var orientations = 64
    /// Pixels.
    public var leastPeriod: Float = 5
    /// Pixels.
    public var greatestPeriod: Float = 15
    public var periods = 16
    /// Ridge periods: deviation of the envelope across the ridges.
    public var gaborAcross: Float = 0.24
    /// Pixels: deviation of the envelope along the ridges.
    public var gaborAlong: Float = 3.2

    // Minutiae
    /// How sure the network must be of a minutia, 0...1.
    public var leastHeat: Float = 0.15
    /// Pixels ahead of and behind a minutia where its kind is read.
    public var kindReach: Float = 5
    /// Cells.
    public var reliabilityReach: Float = 1
    public var leastReliability: Float = 0.1
    /// Pixels.
    public var borderReach: Float = 12
    /// Pixels: the longest distance of a false pair.
    public var pairReach: Float = 12
    /// Pixels along the ridge below which two opposite minutiae are a false pair.
    public var pairAlong: Float = 10
    /// Pixels across the ridge below which two opposite minutiae are a false pair.
    public var pairAcross: Float = 6
    /// Cosine of the angle between their directions above which two minutiae are not opposite.
    public var pairOpposition: Float = -0.7
    /// So that no template takes more than 500 bytes.
    public var mostMinutiae = 81

    // Quality
    /// Cells of ridges without which there is no print.
    public var leastCells = 60
    /// Sure minutiae that make a quality of 63.
    public var qualityMinutiae: Float = 13
    /// Mean grey level of the print above which it is too light.
    public var lightestPrint: Float = 220
    /// Mean grey level of the print below which it is too dark.
    public var darkestPrint: Float = 55
    /// Share of the picture's sides by which the middle of the print may lie off the picture's.
    public var greatestOffset: Float = 0.15
    /// Cells of ridges below which a print is partial: 12 mm square.
    public var wholePrint: Float = 850
    /// Mean sureness of the minutiae below which a print is smudged.
    public var leastSureness: Float = 0.42
    /// The same of the agreement of its directions.
    public var leastAgreement: Float = 0.35
    /// Loss of fine detail in one direction above which the finger moved.
    public var greatestMovement: Float = 0.45

    public init() {}
}
