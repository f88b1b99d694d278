import CaseMessages
import CommandSupport
import Fingerprint
import Foundation

/// Parts of a hit in words.
enum HitWords {
    /// `right index finger`; what is no finger by its kind, and its number where it has one.
    static func sample(_ kind: String, _ position: UInt8) -> String {
        if kind == "finger", let finger = FingerPosition(rawValue: position) { return finger.spoken }
        return position == 0 ? kind : "\(kind) \(position)"
    }

    /// `interpol/anna (score 6.1, chance that this is an accident 1 in 40 000)`
    static func candidate(_ candidate: HitCandidate) -> String {
        let score = (candidate.score * 10).rounded() / 10
        return "\(candidate.list)/\(candidate.record) (score \(score), chance that this is an accident 1 in "
            + "\(oneIn(candidate.falsePositiveRate)))"
    }

    /// One figure and noughts in groups of three, as the officer's page has it.
    static func oneIn(_ rate: Double) -> String {
        let times = rate > 0 ? min(1 / rate, 1e12) : 1e9
        let unit = pow(10, floor(log10(times)))
        let digits = String(Int((times / unit).rounded() * unit))
        return digits.reversed().enumerated().reduce(into: "") { words, digit in
            words = String(digit.element) + (digit.offset > 0 && digit.offset.isMultiple(of: 3) ? " " : "") + words
        }
    }
}
