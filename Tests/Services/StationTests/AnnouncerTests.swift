import Ground
import Testing

@testable import Station

@Suite("Announcer")
struct AnnouncerTests {
    @Test("A late listener first hears how things stand, then what happens")
    func late() async {
        let announcer = Announcer()
        announcer.announce(.state(StationState(.unplugged, reason: "no reader")))
        announcer.announce(.glassFree)
        let events = announcer.events()
        announcer.announce(.state(StationState(.ready)))
        var names: [String] = []
        for await event in events {
            if case .state(let state) = event { names.append(state.name.rawValue) } else { names.append(event.name) }
            if names.count == 2 { break }
        }
        #expect(names == ["unplugged", "ready"])
    }

    @Test("A listener that never reads costs the station nothing but its oldest events")
    func slow() async {
        let announcer = Announcer()
        let events = announcer.events()
        for _ in 0..<1000 { announcer.announce(.glassFree) }
        announcer.announce(.state(StationState(.fault, reason: "last")))
        var last: StationEvent?
        var count = 0
        for await event in events {
            count += 1
            last = event
            if case .state(let state) = event, state.reason == "last" { break }
        }
        #expect(count == 64)
        #expect(last?.name == "state")
    }
}
