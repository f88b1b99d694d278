public import Ground

/// What was made of one picture, and what is thought of it.
public enum Assessment<Sample: Sendable>: Sendable {
    /// - Parameter quality: 0...100.
    case usable(Sample, quality: Int)
    /// What the traveller can do about a picture that must not be used.
    ///
    /// - Parameters:
    ///   - sample: nil where nothing could be made of the picture.
    ///   - quality: 0...100.
    case unusable(_ sample: Sample?, quality: Int, Retry)

    public var sample: Sample? {
        switch self {
        case .usable(let sample, _): sample
        case .unusable(let sample, _, _): sample
        }
    }

    public var quality: Int {
        switch self {
        case .usable(_, let quality), .unusable(_, let quality, _): quality
        }
    }

    /// nil for a picture that may be used.
    public var retry: Retry? {
        if case .unusable(_, _, let retry) = self { retry } else { nil }
    }

    /// The better of the two, or the other: a usable picture is better than one that is not, one with a sample better than one
    /// without; then the higher quality is.
    func orBetter(_ other: Assessment?) -> Assessment {
        guard let other, other.rank >= rank else { return self }
        return other
    }

    var rank: (Int, Int, Int) { (retry == nil ? 1 : 0, sample == nil ? 0 : 1, quality) }
}
