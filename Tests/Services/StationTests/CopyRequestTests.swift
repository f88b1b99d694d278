import DeviceIdentity
import Foundation
import Ground
import Testing

@testable import Station

@Suite("What the station asks of the link")
struct CopyRequestTests {
    private let file = FileManager.default.temporaryDirectory.appending(path: "wanted-\(UUIDv7()).json")

    /// What is asked after each look at a copy, where the list `a` is at generation 3 and `b` is not here yet.
    private func asked(_ refusals: [[String: String]]) throws -> [WantedLists] {
        defer { try? FileManager.default.removeItem(at: file) }
        var request = CopyRequest(file)
        return try refusals.map { refused in
            let faults = refused.mapValues { Fault(.init($0), "") }
            try request.ask(for: ["a", "b"], from: ["a": 3, "gone": 9], refused: faults, telling: faults)
            return try #require(try WantedLists.load(from: file))
        }
    }

    @Test("is what follows on what it has, of the lists that it has keys for")
    func calm() throws {
        #expect(try asked([[:]]) == [WantedLists(lists: ["a": 3, "b": 0])])
    }

    @Test("is another copy when one came damaged, and the whole list when the second was damaged too")
    func damaged() throws {
        let asked = try asked([["a": "trust.mismatch"], ["a": "disk.missing"], [:]])
        #expect(asked.map(\.damagedCopies) == [1, 2, 2])
        #expect(asked.map(\.lists) == [["a": 3, "b": 0], ["a": 0, "b": 0], ["a": 3, "b": 0]])
    }

    @Test("is the whole list at once when the changes do not lead to what was signed")
    func broken() throws {
        let asked = try asked([["a": "list.digest"], [:]])
        #expect(asked.map(\.damagedCopies) == [0, 0])
        #expect(asked.map { $0.lists["a"] } == [0, 3])
    }

    @Test("is nothing else when the centre is to blame", arguments: ["list.rollback", "trust.expired", "list.target"])
    func centre(code: String) throws {
        #expect(try asked([["a": code], ["a": code], ["": code]]).map(\.lists["a"]) == [3, 3, 3])
        #expect(try asked([["a": code], ["": code]]).map(\.damagedCopies) == [0, 0])
    }

    @Test("is another copy when the whole one is damaged")
    func whole() throws {
        let asked = try asked([["": "trust.signature"], ["": "trust.malformed"]])
        #expect(asked.map(\.damagedCopies) == [1, 2] && asked.map { $0.lists["a"] } == [3, 3])
    }

    @Test("goes on counting after a restart, and is written again when somebody took it away")
    func restart() throws {
        defer { try? FileManager.default.removeItem(at: file) }
        try WantedLists(lists: [:], damagedCopies: 7, damagedNotices: 2).save(to: file)
        var request = CopyRequest(file)
        try request.askForKeys()
        #expect(try WantedLists.load(from: file) == WantedLists(lists: [:], damagedCopies: 7, damagedNotices: 3))
        for damage in [nil, "damaged"] as [String?] {
            try DurableFile.remove(file)
            if let damage { try Data(damage.utf8).write(to: file) }
            try request.keep()
            #expect(try WantedLists.load(from: file)?.damagedNotices == 3)
        }
    }
}
