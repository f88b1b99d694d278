import Encounters
import Ground
import Identification
import Testing

@Suite("A plan")
struct PlanTests {
    @Test(
        "says which fingers are taken, a document before them and a portrait after",
        arguments: [
            ("walk-up", [("finger", 0)]), ("two-index", [("finger", 2), ("finger", 7)]),
            ("four-fingers", [("finger", 2), ("finger", 3), ("finger", 7), ("finger", 8)]),
            ("ten", (1...10).map { ("finger", $0) }),
            ("two-index+document", [("document", 0), ("finger", 2), ("finger", 7)]),
            ("walk-up+portrait+document", [("document", 0), ("finger", 0), ("portrait", 0)]),
        ])
    func steps(text: String, expected: [(String, Int)]) throws {
        let plan = try Plan(text)
        #expect(plan.steps == expected.map { Step(ModalityKind(rawValue: $0.0), position: UInt8($0.1)) })
        #expect(try Plan("\(plan)") == plan)
    }

    @Test(
        "has no other names",
        arguments: ["", "two", "two-index+", "+portrait", "ten+portrait+portrait", "ten+iris", "Ten", "ten "])
    func unknown(text: String) {
        let fault = #expect(throws: Fault.self) { try Plan(text) }
        #expect(fault?.code == .init("plan.unknown"))
    }
}
