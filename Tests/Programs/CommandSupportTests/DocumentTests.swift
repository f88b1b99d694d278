import Checkout
import Foundation
import Testing

@Suite("The documents")
struct DocumentTests {
    private struct Page {
        /// From the repository's root.
        let path: String
        let text: String

        /// What stands between backticks, outside of blocks of code.
        var code: [String] {
            text.split(separator: "```", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset.isMultiple(of: 2) }
                .flatMap { $0.element.matches(of: /`([^`\n]+)`/).map { String($0.1) } }
        }
    }

    private static let folders = ["Sources", "Drivers", "Fuzz", "Tests"]
    /// Types and names of other libraries and of protocols, and of what docs/extending.md and the roadmap only plan.
    private static let notOurs: Set = [
        "Host", "Origin", "Range", "LimitNOFILE", "MetricsSystem", "MetricsFactory", "FileMiddleware", "NotFound",
        "Modality", "Embedding", "ETag", "URLBlocklist", "URLAllowlist",
    ]

    private static func files(_ folders: [String], _ ending: String? = nil) -> [URL] {
        folders.flatMap { folder -> [URL] in
            let found = FileManager.default.enumerator(
                at: Checkout.root.appending(path: folder), includingPropertiesForKeys: nil)
            return (found?.compactMap { $0 as? URL } ?? []).filter { ending == nil || $0.pathExtension == ending }
        }
    }

    private static func pages() throws -> [Page] {
        let top = ["README.md", "CONTRIBUTING.md", "SECURITY.md"].map { Checkout.root.appending(path: $0) }
        let pages = try (top + files(folders + ["docs"], "md")).map { file in
            Page(
                path: String(file.path.dropFirst(Checkout.root.path.count + 1)),
                text: try String(contentsOf: file, encoding: .utf8))
        }
        try #require(pages.count > 60)
        return pages
    }

    @Test("name no type that is not there")
    func types() throws {
        var declared = Self.notOurs
        for file in Self.files(Self.folders) {
            // A file may hold nothing but an extension; a target is named by its folder.
            declared.insert(file.deletingPathExtension().lastPathComponent)
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            let declaration = /\b(?:struct|class|enum|actor|protocol|typealias|associatedtype|extension) ([A-Z]\w*)/
            declared.formUnion(text.matches(of: declaration).map { String($0.1) })
        }
        declared.insert("FuzzTargets")
        try #require(declared.count > 800)
        var unknown: [String] = []
        for page in try Self.pages() {
            for code in page.code {
                guard let name = code.prefixMatch(of: /([A-Z]\w*[a-z]\w*)(?:$|[.(<](?!swift))/)?.1 else { continue }
                if !declared.contains(String(name)) { unknown.append("\(page.path): \(code)") }
            }
        }
        #expect(unknown == [])
    }

    @Test("name no file that is not there")
    func paths() throws {
        var unknown: [String] = []
        for page in try Self.pages() {
            let folder = Checkout.root.appending(path: page.path).deletingLastPathComponent()
            for link in page.text.matches(of: /\]\(([^)#:\s]+)(?:#[^)]*)?\)/).map({ String($0.1) }) {
                let file = folder.appending(path: link).standardizedFileURL
                if !FileManager.default.fileExists(atPath: file.path) { unknown.append("\(page.path): \(link)") }
            }
            for code in page.code {
                let path = code.prefix { !" #:".contains($0) }
                guard
                    path.wholeMatch(of: /(?:Sources|Drivers|Fuzz|Tests|scripts|docs|Systemd|Udev)\/[\w.+\/-]+/) != nil,
                    !path.contains("NAME"), !path.contains("TARGET")
                else { continue }
                let file = Checkout.root.appending(path: String(path))
                if !FileManager.default.fileExists(atPath: file.path) { unknown.append("\(page.path): \(code)") }
            }
        }
        #expect(unknown == [])
    }

    @Test("name every target and every program among the floors, and each has a README")
    func floors() throws {
        let page = try String(contentsOf: Checkout.root.appending(path: "docs/architecture.md"), encoding: .utf8)
        let floors = try FileManager.default.contentsOfDirectory(atPath: Checkout.root.appending(path: "Sources").path)
        try #require(floors.count == 7)
        for floor in floors {
            let folder = Checkout.root.appending(path: "Sources/\(floor)")
            for target in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                let readMe = folder.appending(path: "\(target)/README.md")
                #expect(FileManager.default.fileExists(atPath: readMe.path), "\(target)")
                // The C libraries stand there together.
                if target.prefixMatch(of: /C[A-Z]/) == nil { #expect(page.contains("`\(target)`"), "\(target)") }
            }
        }
    }

    @Test("name everything that lies in a state directory")
    func stateDirectory() throws {
        let page = try String(contentsOf: Checkout.root.appending(path: "docs/architecture.md"), encoding: .utf8)
        var names = 0
        for file in ["StateDirectory", "StationState", "LinkState"] {
            let source = Checkout.root.appending(path: "Sources/Keeping/DeviceIdentity/\(file).swift")
            for path in try String(contentsOf: source, encoding: .utf8).matches(of: /appending\(path: "([^"\\]+)"\)/) {
                names += 1
                #expect(page.contains(path.1), "\(path.1)")
            }
        }
        #expect(names > 25)
    }
}
