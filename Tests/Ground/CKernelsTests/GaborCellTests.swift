import CKernels
import Testing

@Suite("Filtering a cell")
struct GaborCellTests {
    @Test("The kernel gives the sums of products that Swift gives, at every level", arguments: 0...kernel_level())
    func oracle(level: Int32) {
        let (side, radius, taps) = (8, 8, 17)
        let stride = side + 2 * radius + 3
        func noise(_ at: Int) -> Float { Float((at &* 7919) % 1013) / 1013 - 0.5 }
        let source = (0..<stride * (side + 2 * radius)).map(noise)
        let filter = (0..<2 * taps * taps).map { noise($0 + 31) }
        var real = [Float](repeating: 9, count: source.count)
        var imaginary = real
        let start = radius * stride + radius
        source.withUnsafeBufferPointer { source in
            real.withUnsafeMutableBufferPointer { real in
                imaginary.withUnsafeMutableBufferPointer { imaginary in
                    guard let from = source.baseAddress, let a = real.baseAddress, let b = imaginary.baseAddress else {
                        return
                    }
                    kernel_gabor_cell_at(level, from + start, stride, filter, a + start, b + start)
                }
            }
        }
        for at in source.indices {
            let (x, y) = (at % stride - radius, at / stride - radius)
            guard (0..<side).contains(x), (0..<side).contains(y) else {
                #expect(real[at] == 9 && imaginary[at] == 9, "only the cell is written")
                continue
            }
            var (a, b) = (Double(0), Double(0))
            for tap in 0..<taps * taps {
                let pixel = Double(source[at + (tap / taps - radius) * stride + tap % taps - radius])
                a += pixel * Double(filter[tap])
                b += pixel * Double(filter[taps * taps + tap])
            }
            #expect(abs(Double(real[at]) - a) < 1e-4 && abs(Double(imaginary[at]) - b) < 1e-4)
        }
    }
}
