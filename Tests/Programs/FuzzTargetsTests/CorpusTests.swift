import Checkout
import Foundation
import FuzzTargets
import Testing

@Suite("The corpus of every decoder")
struct CorpusTests {
    private static let corpus = Checkout.root.appending(path: "Fuzz/Corpus")

    /// A target that fails stops the process; the run's last line names the suite.
    @Test("is survived by its target, whole, cut short and with bits turned", arguments: FuzzTarget.all.map(\.name))
    func replay(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let folder = Self.corpus.appendingPathComponent(name)
        let seeds = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(!seeds.isEmpty)
        for seed in seeds {
            let bytes = try [UInt8](Data(contentsOf: seed))
            #expect(bytes.count <= 4096, "\(seed.lastPathComponent) is too large to be committed")
            target.run(bytes)
            // Not to replace the fuzzer, but to find within a second what any careless change would break.
            for step in 0..<min(64, bytes.count) {
                let at = step * bytes.count / min(64, bytes.count)
                target.run(Array(bytes[..<at]))
                var turned = bytes
                turned[at] ^= 1 << (step % 8)
                target.run(turned)
            }
        }
    }

    @Test("has a folder for every target, and no other")
    func folders() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path)
        #expect(Set(folders) == Set(FuzzTarget.all.map(\.name)))
    }
}
