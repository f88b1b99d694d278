import Testing

@testable import Identification

@Suite("The looks at an encounter")
struct LooksTests {
    @Test(
        "have all accidents together and no more, however many prints beside the plan there are",
        arguments: [1, 2, 4, 10], [0, 1, 2, 18, 1000])
    func whole(planned: Int, asides: Int) {
        var looks = Looks(planned: planned)
        var sum = 0.0
        for _ in 0..<asides { sum += looks.takeAside() }
        if planned > 1 { sum += Double(planned - 1) * looks.share(isLast: false) }
        sum += looks.share(isLast: true)
        #expect(sum <= 1 + 1e-12 && sum > (asides == 0 ? 0.999999 : 0.94))
    }

    @Test("leave the plan's own samples what they had, but for a tenth, however often a traveller shows a finger again")
    func bounded() {
        var looks = Looks(planned: 10)
        let before = looks.share(isLast: true)
        for _ in 0..<60 { _ = looks.takeAside() }
        #expect(looks.share(isLast: true) >= before * 0.899)
    }
}
