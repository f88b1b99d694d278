import ArgumentParser
import Ground
import Hub
import Logging

/// What every command is told that changes a list.
struct PublishingOptions: ParsableArguments {
    @Flag(help: "Only decide the change; ridgeline-hub publish brings it out.")
    var noPublish = false

    /// - Parameter list: the one that was changed; what keeps others back is logged.
    func publish(_ hub: Hub, _ list: String) async throws -> [Publication] {
        guard !noPublish else { return [] }
        let logger = Logger(label: "ridgeline-hub")
        return try await hub.publish(list) { logger.error("another list waits", metadata: ["fault": "\($0)"]) }
    }

    func lines(_ publications: [Publication]) -> [String] {
        noPublish ? ["Not published yet; run ridgeline-hub publish."] : publications.map(Self.line)
    }

    static func line(_ publication: Publication) -> String {
        let list = "List '\(publication.list)': generation \(publication.generation), \(publication.records) records"
        guard publication.isNew else { return "\(list); nothing has changed." }
        let delta = publication.deltaBytes.map { ", delta of \($0) bytes" } ?? ""
        let base = publication.baseBytes.map { ", base of \($0) bytes" } ?? ""
        return "\(list), published \(publication.published)\(delta)\(base)."
    }
}
