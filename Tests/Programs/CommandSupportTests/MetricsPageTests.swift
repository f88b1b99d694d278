import Checkout
import Foundation
import Testing

@Suite("The page of numbers")
struct MetricsPageTests {
    @Test("has a row for every number that a program counts, and no other")
    func complete() throws {
        var counted: Set<String> = []
        let files = FileManager.default.enumerator(
            at: Checkout.root.appending(path: "Sources/Services"), includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard file.lastPathComponent.hasSuffix("Metrics.swift") else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            counted.formUnion(text.matches(of: /"(ridgeline_[a-z_]+)"/).map { String($0.1) })
        }
        let page = try String(contentsOf: Checkout.root.appending(path: "docs/metrics.md"), encoding: .utf8)
        let rows = page.matches(of: /\n\| `(ridgeline_[a-z_]+)` \|/).map { String($0.1) }
        #expect(counted.count > 20)
        #expect(counted.symmetricDifference(rows).sorted() == [])
        #expect(Set(rows).count == rows.count)
    }
}
