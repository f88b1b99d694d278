/// A decoder of bytes from outside, as a function that a fuzzer can call: it must return on every input.
///
/// A target stops the process (a precondition) where the decoder breaks a promise, such as writing what it has read.
public struct FuzzTarget: Sendable {
    /// The name of its corpus in Fuzz/Corpus and its argument for `scripts/fuzz`.
    public let name: String
    public let run: @Sendable ([UInt8]) -> Void

    init(_ name: String, _ run: @escaping @Sendable ([UInt8]) -> Void) {
        self.name = name
        self.run = run
    }

    /// In the order of docs/fuzzing.md. One file each: `NameTarget.swift`, and a folder of seeds.
    public static let all: [FuzzTarget] = [
        picture, template, finger, network, motionJPEG, uru4000, nb1010, zk4500, vendor, descriptors,
        record, hit,
    ]

    /// True for one input of so many, told by its bytes, so that it is the same each time: for promises that cost more to
    /// check than the decoder takes.
    static func isChosen(_ bytes: [UInt8], oneOf count: UInt32) -> Bool {
        bytes.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 } >> 8 % count == 0
    }
}
