import CaseMessages
import CollectingLog
import Foundation
import Ground
import Testing

@testable import Station

@Suite("Alarms for the hub")
struct AlarmHandOverTests {
    @Test(
        "lie in the file as they are shown, also where what lay there was damaged, cut off or gone; it is not written in vain",
        arguments: ["", "{}", #"{"codes":["other.code"]}"#, "\u{0}\u{0}", nil])
    func damaged(content: String?) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "alarms-\(UUIDv7())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "alarms.json")
        if let content { try Data(content.utf8).write(to: file) }
        let announcer = Announcer()
        let service = AlarmHandOver(file, announcer: announcer, logger: CollectingLog().logger)
        func said() throws -> StationAlarms {
            try WireJSON.load(StationAlarms.self, from: file, limit: StationAlarms.limit)
        }
        announcer.announce(.alarm(Alarm(.clock, Fault(.init("clock.behind"), "is behind"))))
        announcer.announce(.alarm(Alarm(.damagedOutbox, Fault(.init("state.setAside"), "was damaged"))))
        service.handOver(announcer.screen)
        #expect(try said() == StationAlarms(codes: ["clock.behind", "state.setAside"], damaged: ["state.setAside"]))
        let stamp = try FileStamp(of: file)
        service.handOver(announcer.screen)
        #expect(try FileStamp(of: file) == stamp)
        announcer.announce(.wellAgain(.damagedOutbox))
        service.handOver(announcer.screen)
        #expect(try said() == StationAlarms(codes: ["clock.behind"]))
    }
}
