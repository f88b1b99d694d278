import Foundation
import Ground
import Identification

/// A modality of the tests: a template is eight bytes, two that are equal score 9, and any two others as two strangers do
/// whose scores are true to their claims.
struct Lottery: Modality {
    static let kind = ModalityKind(rawValue: "lottery")

    struct Comparer: TemplateComparer {
        let probe: UInt64

        func score(against reference: UInt64) -> Double { Lottery.score(probe, reference) }
    }

    var kind: ModalityKind { Self.kind }

    func prepare(_ template: WipingBytes) throws(Fault) -> UInt64 {
        guard template.count == 8 else { throw Fault(.init("lottery.template"), "not eight bytes") }
        return template.withBytes { UInt64($0, .bigEndian) }
    }

    func comparer(of probe: UInt64) -> Comparer { Comparer(probe: probe) }

    static func score(_ probe: UInt64, _ reference: UInt64) -> Double {
        if probe == reference { return 9 }
        var generator = SplitMix64(seed: probe &* 0x9E37_79B9_7F4A_7C15 ^ reference &* 0xD1B5_4A32_D192_ED03)
        return -log10(Double.random(in: 0..<1, using: &generator).nextUp)
    }

    static func template(_ number: UInt64) -> WipingBytes { WipingBytes(number.bytes(.bigEndian)) }
}
