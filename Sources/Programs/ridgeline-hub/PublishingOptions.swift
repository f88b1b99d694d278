import ArgumentParser
import Hub

/// What every command is told that changes a list.
struct PublishingOptions: ParsableArguments {
    @Flag(help: "Only decide the change; ridgeline-hub publish brings it out.")
    var noPublish = false

    func publish(_ hub: Hub) async throws -> [Publication] { noPublish ? [] : try await hub.publish() }

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
