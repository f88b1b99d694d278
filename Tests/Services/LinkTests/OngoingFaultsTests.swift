import CollectingLog
import Ground
import Testing

@testable import Link

@Suite("Ongoing faults")
struct ConditionsTests {
    @Test("A hub that is away is said once by whichever task meets it, and once when it is back")
    func once() {
        let log = CollectingLog()
        let faults = OngoingFaults(logger: log.logger)
        let away = Fault(.init("hub.unreachable"), "away")
        for task in [LinkTask.lists, .uploads, .lists, .messages] { faults.report(away, of: task) }
        #expect(faults.state == "hub.unreachable")
        // An upload round without items goes well without a hub.
        faults.report(nil, of: .uploads)
        #expect(log.messages == ["trouble"])
        faults.hubAnswered()
        faults.hubAnswered()
        #expect(log.messages == ["trouble", "well again"])
        #expect(faults.state == "ready")
    }

    @Test("Troubles of one task are its own, and another trouble is news")
    func own() {
        let log = CollectingLog()
        let faults = OngoingFaults(logger: log.logger)
        faults.report(Fault(.init("trust.expired"), ""), of: .lists)
        faults.report(nil, of: .uploads)
        faults.report(Fault(.init("trust.rollback"), ""), of: .lists)
        faults.report(Fault(.init("trust.rollback"), ""), of: .lists)
        faults.report(nil, of: .lists)
        #expect(log.messages == ["trouble", "trouble", "well again"])
    }

    @Test("Another trouble of the same code is news, but for the hub's, of which each task tells in its own words")
    func words() {
        let log = CollectingLog()
        let faults = OngoingFaults(logger: log.logger)
        for file in ["a", "a", "b"] {
            faults.report(Fault(.init("disk.read"), "cannot read \(file)"), of: .lists)
        }
        #expect(log.messages == ["trouble", "trouble"])
        for task in [LinkTask.lists, .uploads] {
            faults.report(Fault(.init("hub.refused"), "the hub refuses \(task)"), of: task)
        }
        #expect(log.messages.count == 3)
    }
}
