import Ground
import Testing

@testable import Fingerprint

@Suite struct NetworkFileTests {
    private static let plan = [
        LayerShape(inputs: 1, outputs: 16, size: 1), LayerShape(inputs: 16, outputs: 16, size: 1),
    ]

    /// As Training/export.py writes it: weights 1.0 (0x3f80), biases 0.
    private static let file: [UInt8] =
        Array("RLW1".utf8) + [2, 0, 0, 0]
        + plan.flatMap { shape in
            shape.numbers.flatMap { [UInt8($0), 0] } + [UInt8](repeating: 0, count: 4 * shape.outputs)
                + (0..<shape.weightCount).flatMap { _ in [0x80, 0x3f] as [UInt8] }
        }

    private func read(_ bytes: [UInt8]) throws -> NetworkFile {
        try bytes.withUnsafeBytes { try NetworkFile($0, plan: Self.plan) }
    }

    @Test("Layers come out as they were written")
    func whole() throws {
        let layers = try read(Self.file).layers
        #expect(layers.map(\.shape) == Self.plan)
        #expect(layers.allSatisfy { $0.weights.allSatisfy { $0 == 1 } && $0.bias.allSatisfy { $0 == 0 } })
    }

    @Test("A file cut anywhere, or too long, is refused")
    func truncated() {
        for length in 0..<Self.file.count {
            #expect(throws: Fault("network.file", "")) { try read(Array(Self.file.prefix(length))) }
        }
        #expect(throws: Fault("network.file", "")) { try read(Self.file + [0]) }
    }

    @Test("A changed head is refused")
    func changed() {
        for at in 0..<22 {
            var bytes = Self.file
            bytes[at] ^= 0x10
            #expect(throws: Fault("network.file", "")) { try read(bytes) }
        }
    }

    @Test("Numbers that are none are refused")
    func notANumber() {
        var bytes = Self.file
        bytes.replaceSubrange(bytes.count - 2..<bytes.count, with: [0xc0, 0x7f])
        #expect(throws: Fault("network.file", "")) { try read(bytes) }
    }
}
