import Checkout
import Foundation
import Testing

/// docs/threat_model.md sends its reader from each line to the test that tries it. Here is checked that the names lead
/// somewhere; what a test shows is for that test.
@Suite("The threat model")
struct ThreatModelTests {
    private let text: String
    /// The tests' sources by the name of their file, without what stands behind a plus, and of their folder.
    private let sources: [String: String]

    init() throws {
        text = try String(contentsOf: Checkout.root.appending(path: "docs/threat_model.md"), encoding: .utf8)
        var sources: [String: String] = [:]
        let files = FileManager.default.enumerator(
            at: Checkout.root.appending(path: "Tests"), includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let source = try String(contentsOf: file, encoding: .utf8)
            let suite = file.deletingPathExtension().lastPathComponent.prefix { $0 != "+" }
            sources[String(suite), default: ""] += source
            sources[file.deletingLastPathComponent().lastPathComponent, default: ""] += source
        }
        self.sources = sources
    }

    @Test("names suites, tests and titles that exist")
    func tests() {
        let names = text.matches(of: /`(?<suite>\w+Tests)(\.(?<test>\w+))?`(,? "(?<title>[^"…]+))?/)
        #expect(names.count > 50)
        for name in names {
            let source = sources[String(name.suite)]
            #expect(source != nil, "\(name.suite) is no suite")
            if let test = name.test {
                #expect(source?.contains("func \(test)(") == true, "\(name.suite) has no \(test)")
            }
            if let title = name.title {
                #expect(source?.contains(title.trimmingCharacters(in: .whitespaces)) == true, "\(name.suite): \(title)")
            }
        }
    }

    @Test("names scripts that exist")
    func scripts() {
        let names = text.matches(of: /`(scripts\/[\w-]+)/).map { String($0.1) }
        #expect(names.count > 5)
        for name in names {
            #expect(FileManager.default.isExecutableFile(atPath: Checkout.root.appending(path: name).path), "\(name)")
        }
    }
}
