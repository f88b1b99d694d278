public import Fingerprint

/// Templates of nobody, as dense as real ones: for speed, which does not ask whether a finger could grow so.
public struct RandomTemplates: Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next(minutiae: Int) -> Template {
        // 1,900 pixels at 500 ppi for each, as on the shared prints.
        let side = UInt64(max(40, (Double(minutiae) * 1900).squareRoot()))
        return Template(
            width: UInt16(side), height: UInt16(side), quality: 60,
            minutiae: (0..<minutiae).map { _ in
                Minutia(
                    x: UInt16(number(side)), y: UInt16(number(side)), direction: UInt8(number(256)), kind: .ending,
                    quality: UInt8(20 + number(80)))
            })
    }

    private mutating func number(_ bound: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % bound
    }
}
