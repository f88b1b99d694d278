import Foundation
import Testing

@testable import Station
@testable import Watchlist

@Suite("The records of a list")
struct RecordTableTests {
    private func record(_ id: String, _ reference: String = "") -> WatchlistRecord {
        WatchlistRecord(id: id, notice: .red, reference: reference, parts: [])
    }

    @Test("are found by identifier, replaced and removed, as in a dictionary, and a copy stays as it was")
    func dictionary() {
        let ids = (0..<20_000).map { "person \($0)" }
        var table = RecordTable(ids.map { record($0) })
        let snapshot = table
        var expected = Dictionary(uniqueKeysWithValues: ids.map { ($0, "") })
        for (number, id) in ids.enumerated() where number % 7 == 0 {
            table[id] = number % 2 == 0 ? nil : record(id, "new")
            expected[id] = number % 2 == 0 ? nil : "new"
        }
        #expect(ids.allSatisfy { table[$0]?.reference == expected[$0] })
        #expect(ids.allSatisfy { snapshot[$0]?.reference == "" })
        #expect(table["nobody"] == nil)
    }

    @Test("Of two with one identifier the later one counts")
    func twice() {
        #expect(RecordTable([record("a", "1"), record("a", "2")])["a"]?.reference == "2")
    }
}
