import CKernels
import Testing

@Suite("Dot products of int8 vectors")
struct DotsTests {
    @Test(
        "Every instruction set that this machine has gives exactly what Swift gives",
        arguments: [DOTS_SCALAR, DOTS_AVX2, DOTS_AVX512_VNNI, DOTS_NEON])
    func oracle(level: dots_level) {
        for dimensions in [64, 192, 2176] {
            let rows = 5
            var state: UInt32 = 1
            var table = (0..<rows * dimensions).map { _ in next(&state) }
            var probe = (0..<dimensions).map { _ in next(&state) }
            // The extremes are where sums overflow in a narrow type.
            for index in 0..<dimensions { (table[index], table[dimensions + index]) = (-128, 127) }
            for index in 0..<dimensions / 2 { probe[index] = -128 }
            var result = [Int32](repeating: 0, count: rows)
            guard dots_i8_using(level, Int64(rows), Int64(dimensions), table, probe, &result) else { return }
            let expected = (0..<rows).map { row in
                zip(table[row * dimensions..<(row + 1) * dimensions], probe).reduce(Int32(0)) {
                    $0 + Int32($1.0) * Int32($1.1)
                }
            }
            #expect(result == expected)
        }
    }

    private func next(_ state: inout UInt32) -> Int8 {
        state = state &* 1_664_525 &+ 1_013_904_223
        return Int8(truncatingIfNeeded: state >> 24)
    }
}
