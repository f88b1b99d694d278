import Foundation
import Ground
import Imaging
import SyntheticPrints
import Testing

@testable import Laboratory

/// A search for what must not be there proves something only if it finds what is there.
@Suite("The search for traces")
struct TraceSearchTests {
    private let print: GrayImage
    private let search: TraceSearch

    init() {
        let master = SyntheticPrints.master(finger: 1, seed: 7)
        print = SyntheticPrints.impression(finger: 1, impression: 1, seed: 7, of: master).image
        var search = TraceSearch()
        search.add(picture: print, name: "print")
        search.add(template: (0..<40).map { UInt8($0) &* 37 }, name: "template")
        search.add(text: "Müller, Erika")
        search.add(text: "short")
        self.search = search
    }

    private func found(_ bytes: [UInt8]) -> Set<String> { Set(bytes.withUnsafeBytes { search.found(in: $0).keys }) }

    /// The middle of the picture, where there are ridges.
    private var row: [UInt8] {
        print.withPixels { Array($0[print.width * (print.height / 2)..<print.width * (print.height / 2 + 1)]) }
    }

    @Test("One row of a print is found at every alignment", arguments: 0..<9)
    func rows(offset: Int) { #expect(found([UInt8](repeating: 1, count: offset) + row) == ["print"]) }

    @Test("A template is found, and a name in the middle of a text; a short name is not looked for")
    func others() {
        #expect(found((0..<40).map { UInt8($0) &* 37 }) == ["template"])
        #expect(found(Array("{\"name\":\"Müller, Erika\"} short".utf8)) == ["Müller, Erika"])
    }

    @Test("Nothing is found in nothing, in zeros, in an inverted print or in a name cut short")
    func nothing() {
        for bytes in [[], [UInt8](repeating: 0, count: 1000), row.map { 255 - $0 }, Array("Müller, Erik".utf8)] {
            #expect(found(bytes).isEmpty)
        }
    }

    @Test("A file is found below a folder, and by itself")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "traces-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder.appending(path: "a/b"), withIntermediateDirectories: true)
        let file = folder.appending(path: "a/b/core")
        try Data(row).write(to: file)
        var total = 0
        #expect(try search.search(below: folder, bytes: &total).map(\.of) == ["print"])
        #expect(try search.search(below: file, bytes: &total).map(\.of) == ["print"])
        #expect(total == 2 * row.count)
    }

    @Test("What lies in the memory of a process is found there, and not once it is wiped")
    func memory() throws {
        // A name that only lies in memory that this test owns, apart from the pattern itself.
        let secret = UUIDv7().description
        var search = TraceSearch()
        search.add(text: secret)
        // Between two pages that nobody may touch, so that the system does not join it with memory where a copy may lie.
        let guarded = 4096
        let whole = try #require(
            mmap(nil, 3 << 20 + 2 * guarded, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
        defer { munmap(whole, 3 << 20 + 2 * guarded) }
        let mapping = whole + guarded
        try #require(mprotect(mapping, 3 << 20, PROT_READ | PROT_WRITE) == 0)
        // Across the end of a part of a mebibyte, where a careless reader would miss it.
        let place = mapping + (1 << 20) - 10
        place.copyMemory(from: Array(secret.utf8), byteCount: secret.utf8.count)
        func isFound() throws -> Bool {
            var total = 0
            let address = String(UInt(bitPattern: place), radix: 16)
            return try search.search(memoryOf: getpid(), called: "this test", bytes: &total)
                .contains { $0.place.hasSuffix("at \(address)") }
        }
        #expect(try isFound())
        memset(place, 0, secret.utf8.count)
        #expect(try !isFound())
    }

    @Test("The memory of a process that is not there is a fault that says so")
    func away() {
        var total = 0
        #expect(throws: Fault(.init("trace.memory"), "")) {
            try search.search(memoryOf: -1, called: "nobody", bytes: &total)
        }
    }
}
