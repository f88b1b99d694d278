import Foundation
import Logging
import Operations
import Testing

@Suite("Journal")
struct JournalTests {
    @Test("Every event is one line of JSON, whatever its text contains")
    func oneLine() throws {
        let pipe = Pipe()
        var logger = Logger(label: "station") { _ in
            JournalLogHandler(label: "station", level: .info, sink: pipe.fileHandleForWriting)
        }
        logger[metadataKey: "correlation"] = "c1"
        logger.info("a \"quoted\"\nline", metadata: ["count": "3"])
        logger.debug("not written")
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let lines = text.split(separator: "\n")
        try #require(lines.count == 1)
        let event = try JSONDecoder().decode([String: String].self, from: Data(lines[0].utf8))
        #expect(event["message"] == "a \"quoted\"\nline")
        #expect(event["correlation"] == "c1")
        #expect(event["count"] == "3")
        #expect(event["level"] == "info")
        #expect(event["time"]?.hasSuffix("Z") == true)
    }
}
