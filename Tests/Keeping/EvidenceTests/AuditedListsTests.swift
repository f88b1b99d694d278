import Crypto
import Foundation
import Ground
import Testing

@testable import Evidence

@Suite("Lists in the audit log")
struct AuditedListsTests {
    private let key = SymmetricKey(data: Data(repeating: 7, count: 32))

    private func inFolder(_ body: (AuditFolder, URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "audit-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(AuditFolder(root: folder.appending(path: "audit")), folder.appending(path: "anchor.json"))
    }

    private func open(_ folder: AuditFolder, _ anchor: URL) throws -> AuditLog {
        try AuditLog(folder, anchor: anchor, key: key, now: { Timestamp(milliseconds: 1_700_000_000_000) })
    }

    private func search() -> AuditSearch {
        AuditSearch(
            correlation: UUIDv7(), officer: "o-17", purpose: "entry", listAge: 60, result: "green", doubts: [],
            attempts: 1, quality: 61, milliseconds: ["total": 412.5], item: nil)
    }

    /// Of each answer in the log what it was searched in; nil where the log does not tell.
    private func told(_ folder: AuditFolder) throws -> [UUIDv7: [String: Int]?] {
        var (lists, answers) = (AuditedLists(), [UUIDv7: [String: Int]?]())
        let walk = try AuditVerification.verify(folder.root) { record in
            lists.take(record.event)
            if case .search(let search) = record.event { answers[search.correlation] = lists.searched(by: search) }
        }
        #expect(walk.broken == nil)
        return answers
    }

    private func lists(_ count: Int, length: Int = 64) -> [String: Int] {
        let names = (0..<count).map { "list\($0)-" + String(repeating: "x", count: max(0, length - 9)) }
        return Dictionary(uniqueKeysWithValues: names.map { ($0, 1_000_000) })
    }

    @Test(
        "An answer is recorded in however many lists it was searched, and the log tells in which",
        arguments: [(0, 64), (1, 64), (350, 64), (700, 200), (1024, 256)])
    func many(count: Int, length: Int) async throws {
        try await inFolder { folder, anchor in
            let (log, answer, lists) = (try open(folder, anchor), search(), lists(count, length: length))
            try await log.append(answer, in: lists)
            #expect(try told(folder) == [answer.correlation: count == 0 ? nil : lists])
        }
    }

    @Test("Names that JSON writes with six bytes for one fit as well")
    func escaped() async throws {
        try await inFolder { folder, anchor in
            let names = (0..<40).map { "\($0)" + String(repeating: "\u{1}", count: 254) }
            let (log, answer) = (try open(folder, anchor), search())
            let lists = Dictionary(uniqueKeysWithValues: names.map { ($0, 1) })
            try await log.append(answer, in: lists)
            #expect(try told(folder) == [answer.correlation: lists])
        }
    }

    @Test("What does not change is not said again: an answer in 1,024 lists costs what one in one list does")
    func unchanged() async throws {
        try await inFolder { folder, anchor in
            let (log, lists) = (try open(folder, anchor), lists(1024))
            try await log.append(search(), in: lists)
            let before = try DurableFile.size(of: folder.log(from: 1))
            for _ in 0..<10 { try await log.append(search(), in: lists) }
            let each = (try DurableFile.size(of: folder.log(from: 1)) - before) / 10
            #expect((300..<700).contains(each))
            var changed = lists
            changed[lists.keys.first ?? "", default: 0] += 1
            try await log.append(search(), in: changed)
            let change = try DurableFile.size(of: folder.log(from: 1)) - before - 10 * each
            #expect((500..<1_200).contains(change))
        }
    }

    @Test("A change, a withdrawal, a new list and another run: each answer is told with its own lists")
    func changes() async throws {
        try await inFolder { folder, anchor in
            let states: [[String: Int]] = [
                ["interpol": 4], ["interpol": 5, "national": 1], ["national": 1], [:], ["national": 1],
                ["interpol": 5, "national": 2],
            ]
            var expected: [UUIDv7: [String: Int]?] = [:]
            for _ in 0..<2 {
                let log = try open(folder, anchor)
                for lists in states {
                    let answer = search()
                    try await log.append(answer, in: lists)
                    expected[answer.correlation] = .some(lists.isEmpty ? nil : lists)
                }
            }
            #expect(try told(folder) == expected)
        }
    }

    @Test("Each file says all lists once, so that answers are told when the files before are gone")
    func rotation() async throws {
        try await inFolder { whole, anchor in
            let folder = AuditFolder(root: whole.root, fileLimit: 4_000, files: 3)
            let (log, lists) = (try open(folder, anchor), lists(20))
            for _ in 0..<20 { try await log.append(search(), in: lists) }
            #expect(folder.logs().count == 3 && folder.logs().first?.first != 1)
            let told = try told(folder)
            #expect(told.count > 5 && told.values.allSatisfy { $0 == lists })
        }
    }

    @Test("A log whose beginning is missing says of an answer that it does not know, never a part")
    func unknown() async throws {
        try await inFolder { folder, anchor in
            let answer = search()
            try await open(folder, anchor).append(answer, in: ["interpol": 4, "national": 1])
            var (events, lists) = ([AuditEvent](), AuditedLists())
            _ = try AuditVerification.verify(folder.root) { events.append($0.event) }
            guard case .search(let written)? = events.last else { throw Fault(.init("test"), "no search") }
            #expect(lists.searched(by: written) == nil)
            lists.take(.lists(AuditedLists.Change(isAnew: true, searched: ["interpol": 4], withdrawn: [])))
            #expect(lists.searched(by: written) == nil)
            lists.take(.lists(AuditedLists.Change(isAnew: false, searched: ["national": 1], withdrawn: [])))
            #expect(lists.searched(by: written) == ["interpol": 4, "national": 1])
        }
    }

    @Test("The name of lists is the SHA-256 of their lines in the order of their bytes")
    func name() throws {
        // printf 'Z 3\na 1\n\303\244 2\n' | sha256sum
        let digest = AuditedLists.Name(["ä": 2, "a": 1, "Z": 3]).digest
        #expect(digest == "f537289e2c3cb319b0695a8cf088c7fb095d7d0617e119255295fcc328a84dd4")
    }

    @Test("A log of older software, whose answers name every list, verifies, is told and goes on")
    func older() async throws {
        try await inFolder { folder, anchor in
            let json = #"""
                {"event":{"search":{"_0":{"attempts":1,\#
                "correlation":"01890a5d-ac96-774b-bcce-b302099a8057","doubts":[],"generations":{"interpol":4},\#
                "milliseconds":{"total":412.5},\#
                "officer":"o-17","purpose":"entry","quality":61,"result":"green"}}},\#
                "number":1,"time":"2023-11-14T22:13:20.000Z"}
                """#
            let digest = Hex.encode(SHA256.hash(data: Data((String(repeating: "0", count: 64) + json).utf8)))
            try FileManager.default.createDirectory(at: folder.root, withIntermediateDirectories: true)
            try Data("\(digest) \(json)\n".utf8).write(to: folder.log(from: 1))
            let (log, answer) = (try open(folder, anchor), search())
            try await log.append(answer, in: ["interpol": 5])
            let old = try #require(UUIDv7("01890a5d-ac96-774b-bcce-b302099a8057"))
            #expect(try told(folder) == [old: ["interpol": 4], answer.correlation: ["interpol": 5]])
        }
    }
}
