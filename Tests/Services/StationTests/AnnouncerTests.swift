import Ground
import Testing

@testable import Station

@Suite("Announcer")
struct AnnouncerTests {
    @Test("A late listener first sees the newest screen, then each that follows")
    func late() async {
        let announcer = Announcer()
        announcer.announce(.reader(ReaderReport(.unplugged, reason: "no reader")))
        let screens = announcer.screens()
        announcer.announce(.reader(ReaderReport(.ready)))
        var seen: [(Int, ReaderReport.Name)] = []
        for await screen in screens.prefix(2) { seen.append((screen.number, screen.reader.name)) }
        #expect(seen.map(\.0) == [2, 3])
        #expect(seen.map(\.1) == [.unplugged, .ready])
    }

    @Test("What changes nothing that is shown makes no new screen")
    func same() {
        let announcer = Announcer(officer: "officer-7")
        announcer.announce(.officer("officer-7"))
        announcer.announce(.glassFree)
        announcer.announce(.ended(UUIDv7()))
        #expect(announcer.screen.number == 1)
        announcer.announce(.officer("officer-8"))
        #expect(announcer.screen.number == 2)
    }

    @Test("A listener that never reads costs the station nothing but its oldest screens")
    func slow() async {
        let announcer = Announcer()
        let screens = announcer.screens()
        for number in 0..<1000 { announcer.announce(.officer("officer-\(number)")) }
        var numbers: [Int] = []
        for await screen in screens {
            numbers.append(screen.number)
            if screen.officer == "officer-999" { break }
        }
        #expect(numbers == Array(938...1001))
    }

    @Test("A page that comes back gets what it missed, as far back as is kept, and nothing of another start")
    func missed() {
        let announcer = Announcer()
        let first = announcer.screen.identifier
        for number in 0..<100 { announcer.announce(.officer("officer-\(number)")) }
        let newest = announcer.screen.identifier
        #expect(newest.number == 101)
        let recent = ScreenIdentifier(start: newest.start, number: 98)
        #expect(announcer.screens(between: recent, and: newest).map(\.number) == [99, 100])
        #expect(announcer.screens(between: first, and: newest).map(\.number) == Array(70...100))
        #expect(announcer.screens(between: newest, and: newest).isEmpty)
        let other = ScreenIdentifier(start: UUIDv7(), number: 98)
        #expect(announcer.screens(between: other, and: newest).isEmpty)
        let later = ScreenIdentifier(start: newest.start, number: .max)
        #expect(announcer.screens(between: later, and: newest).isEmpty)
    }

    @Test("A screen's identifier is read back, and nothing else is taken for one")
    func identifier() {
        let identifier = ScreenIdentifier(start: UUIDv7(), number: 42)
        #expect(ScreenIdentifier(identifier.description) == identifier)
        for text in [
            "", ".", "42", "\(identifier.start)", "\(identifier.start).", "\(identifier.start).0",
            "\(identifier.start).-1",
            "\(identifier.start).x", "\(identifier).1", ".42", "\(identifier.start).99999999999999999999",
        ] {
            #expect(ScreenIdentifier(text) == nil, "\(text)")
        }
    }
}
