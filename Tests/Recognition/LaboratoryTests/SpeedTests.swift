import Fingerprint
import Laboratory
import SyntheticPrints
import Testing

@Suite("Speed")
struct SpeedTests {
    private static let prepared = {
        var random = RandomTemplates(seed: 3)
        return (0..<12).map { PreparedTemplate(random.next(minutiae: 20 + 10 * $0)) }
    }()

    @Test("Comparing asks for no memory, with strangers and with oneself")
    func allocations() throws {
        let found = ComparisonSpeed.allocations(Self.prepared)
        #expect(found.comparisons == 144)
        #expect(found.allocations == 0)
    }

    @Test("One allocation among the comparisons is counted, and one of another thread is not")
    func countsOne() throws {
        let matcher = Matcher(probe: Self.prepared[0])
        // What the first comparison of a process asks for once is not meant; which test is first is chance.
        for reference in Self.prepared[1...2] { _ = matcher.score(against: reference) }
        var kept: UnsafeMutableRawPointer?
        let found = AllocationCount.during {
            _ = matcher.score(against: Self.prepared[1])
            kept = .allocate(byteCount: 100, alignment: 8)
            _ = matcher.score(against: Self.prepared[2])
        }
        kept?.deallocate()
        #expect(found == 1)
    }

    @Test("The steps of an extraction are there in order and add up to the whole", arguments: [true, false])
    func steps(learned: Bool) throws {
        let print = SyntheticPrints.impression(finger: 1, impression: 0, seed: 3).image
        let times = ExtractionTimes(
            of: [print], by: TemplateExtractor(detection: learned ? .network(.standard) : .filters))
        #expect(
            times.steps.map(\.name) == ["resolution and contrast", "directions and segmentation"]
                + (learned ? ["network"] : ["filters", "reliability"]) + ["minutiae, quality, template"])
        let whole = try #require(times.whole).median
        #expect(abs(times.steps.reduce(0) { $0 + $1.milliseconds.median } - whole) < 1e-9 * whole)
    }

    @Test("Spread is by nearest rank", arguments: [(1, 1, 1), (2, 1, 2), (20, 10, 19), (100, 50, 95)])
    func spread(count: Int, median: Double, p95: Double) throws {
        let spread = try #require(Spread((1...count).reversed().map(Double.init)))
        #expect((spread.median, spread.p95) == (median, p95))
        #expect(Spread([]) == nil)
    }
}
