public import Imaging

extension Stage {
    /// The values that are drawn black and white; the same for every print, so that pictures can be compared.
    private var range: ClosedRange<Float> {
        switch self {
        case .normalised: -3...3
        case .contrast: 0...128
        case .orientation: 0 ... .pi
        case .period: 0...20
        case .enhanced: -1.5...1.5
        case .mask, .heat, .reliability: 0...1
        }
    }

    /// What an observer was shown, as a grey picture: of ``period`` 20 pixels are white, of ``contrast`` 128 grey levels.
    ///
    /// - Parameter values: as ``StageObserver`` gets them.
    public func picture(width: Int, height: Int, values: [Float]) -> GrayImage {
        let range = range
        return GrayImage(width: width, height: height, pixelsPerInch: nil) { pixels in
            for (at, value) in values.enumerated() {
                let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
                pixels[at] = UInt8(255 * min(1, max(0, share)))
            }
        }
    }
}
