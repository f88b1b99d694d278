import Testing

@Suite("ridgeline status")
struct StatusTests {
    @Test("lists the state directory that --state names as the one in force, for station and link")
    func state() throws {
        let said = try Ran("ridgeline", ["status", "--state", "/nonexistent/device"]).output
        let lines = said.split(separator: "\n").filter { $0.hasPrefix("  state ") }
        #expect(lines.count == 2, "\(said)")
        #expect(lines.allSatisfy { $0.hasSuffix(" /nonexistent/device   (option --state)") }, "\(lines)")
    }
}
