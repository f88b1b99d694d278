import ArgumentParser
import Testing

@testable import ridgeline_hub

@Suite("Lists that ridgeline-hub is told")
struct ListNamesTests {
    private static let device = "01890a5d-ac96-774b-bcce-b302099a8057"

    private func allow(_ more: [String]) throws -> Allow { try Allow.parse(["--data", "hub", Self.device] + more) }
    private func invite(_ more: [String]) throws -> Invite {
        try Invite.parse(["--data", "hub", "--output", "invitation.json"] + more)
    }

    @Test(
        "are refused where a name is empty: a variable that is not set would take every list away",
        arguments: ["", ",", "wg,", ",wg", "wg,,nat"])
    func empty(lists: String) {
        #expect(throws: (any Error).self) { try allow(["--lists", lists]) }
        #expect(throws: (any Error).self) { try invite(["--lists", lists]) }
        #expect(throws: (any Error).self) { try RotateKeys.parse(["--data", "hub", "--lists", lists]) }
    }

    @Test("are taken away by a word of its own")
    func none() throws {
        #expect(try allow(["--no-lists"]).noLists)
        #expect(try invite(["--no-lists"]).noLists)
        #expect(try allow(["--lists", "wg,nat"]).lists?.owners == ["wg", "nat"])
        for wrong in [[], ["--no-lists", "--all"], ["--no-lists", "--lists", "wg"], ["--all", "--lists", "wg"]] {
            #expect(throws: (any Error).self, "\(wrong)") { try allow(wrong) }
        }
        #expect(throws: (any Error).self) { try invite(["--no-lists", "--lists", "wg"]) }
    }
}
