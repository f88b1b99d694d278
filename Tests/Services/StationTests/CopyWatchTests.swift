import CollectingLog
import Foundation
import Ground
import Synchronization
import Testing

@testable import Station

@Suite("The watch over the copy of the lists")
struct CopyWatchTests {
    @Test("says what two looks find, once, until it is gone; what an import has in its hands it does not say")
    func strangers() {
        let fault = Fault(.init("state.foreign"), "the link cannot write there")
        let (announcer, log) = (Announcer(), CollectingLog())
        let found = Mutex<Fault?>(nil)
        let watch = CopyWatch({ found.withLock { $0 } }, announcer: announcer, logger: log.logger)
        // What is found at each look, and whether it is said after it.
        let looks: [(Fault?, Bool)] = [
            (nil, false), (fault, false), (Fault(.init("state.foreign"), "another place"), false), (nil, false),
            (fault, false), (fault, true), (fault, true), (nil, false),
        ]
        for (fault, isSaid) in looks {
            found.withLock { $0 = fault }
            watch.look()
            #expect(announcer.screen.alarms.map(\.code.rawValue) == (isSaid ? ["state.foreign"] : []))
        }
        #expect(log.messages == ["copy of the lists"])
    }
}
