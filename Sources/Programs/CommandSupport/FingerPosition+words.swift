package import Fingerprint

extension String {
    /// The words of a name in code: `travellerLeft` as `traveller left`.
    package func words(separator: String = " ") -> String {
        reduce(into: "") { $0 += $1.isUppercase ? separator + $1.lowercased() : String($1) }
    }
}

extension FingerPosition {
    /// As a command line spells it: `left-index`.
    package var dashed: String { "\(self)".words(separator: "-") }

    /// As a person reads it: `left index finger`, `left thumb`; `finger` for an unknown one.
    package var spoken: String {
        let words = "\(self)".words()
        return self == .unknown ? "finger" : words.hasSuffix("thumb") ? words : words + " finger"
    }
}
