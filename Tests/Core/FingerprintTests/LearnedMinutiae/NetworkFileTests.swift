import Ground
import Testing

@testable import Fingerprint

@Suite struct NetworkFileTests {
    private static let plan = [
        LayerShape(inputs: 1, outputs: 16, size: 1), LayerShape(inputs: 16, outputs: 16, size: 1),
    ]

    /// As Training/export.py writes it: weights 1, units 1.0 (0x3f800000), biases 0.
    private static let file: [UInt8] = {
        var bytes: [UInt8] = Array("RLW2".utf8) + [2, 0, 0, 0] + one
        for shape in plan {
            for number in shape.numbers { bytes += [UInt8(number), 0] }
            bytes += one
            bytes += [UInt8](repeating: 0, count: 4 * shape.outputs)
            for _ in 0..<shape.outputs { bytes += one }
            bytes += [UInt8](repeating: 1, count: shape.weightCount)
        }
        return bytes
    }()
    private static let one: [UInt8] = [0, 0, 0x80, 0x3f]

    private func read(_ bytes: [UInt8]) throws -> NetworkFile {
        try bytes.withUnsafeBytes { try NetworkFile($0, plan: Self.plan) }
    }

    @Test("Layers come out as they were written")
    func whole() throws {
        let layers = try read(Self.file).layers
        #expect(layers.map(\.shape) == Self.plan)
        #expect(layers.allSatisfy { $0.weights.allSatisfy { $0 == 1 } && $0.bias.allSatisfy { $0 == 0 } })
        #expect(layers.allSatisfy { $0.unit == 1 && $0.scale.allSatisfy { $0 == 1 } })
    }

    @Test("A file cut anywhere, or too long, is refused")
    func truncated() {
        for length in 0..<Self.file.count {
            #expect(throws: Fault(.init("network.file"), "")) { try read(Array(Self.file.prefix(length))) }
        }
        #expect(throws: Fault(.init("network.file"), "")) { try read(Self.file + [0]) }
    }

    @Test("A changed head is refused")
    func changed() {
        // All but the joined map's unit, which may be any.
        for at in Array(0..<8) + Array(12..<26) {
            var bytes = Self.file
            bytes[at] ^= 0x10
            #expect(throws: Fault(.init("network.file"), "")) { try read(bytes) }
        }
    }

    @Test(
        "Numbers that are none, units of nothing and weights no kernel can take are refused",
        arguments: [
            (8, [0, 0, 0x80, 0x7f]), (8, [0, 0, 0, 0]), (8, [0, 0, 0x80, 0xbf]), (30, [0, 0, 0xc0, 0x7f]),
            (file.count - 1, [0x80]),
        ] as [(Int, [UInt8])])
    func notANumber(at: Int, bytes: [UInt8]) {
        var file = Self.file
        file.replaceSubrange(at..<at + bytes.count, with: bytes)
        #expect(throws: Fault(.init("network.file"), "")) { try read(file) }
    }
}
