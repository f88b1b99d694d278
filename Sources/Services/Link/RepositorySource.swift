internal import Foundation
internal import Ground
internal import TrustedUpdate

/// A signed repository on a web server; the ``TrustedClient`` above believes none of it unverified. Thread-safe.
struct RepositorySource: MetadataSource {
    private let metadata: HubConnection
    private let targets: HubConnection
    private let prefixes: (metadata: String, targets: String)
    /// Answers that mean that a metadata file is not there.
    private let absent: Set<Int>

    /// The hub's.
    init(hub: HubConnection) {
        (metadata, targets) = (hub, hub)
        prefixes = ("/v1/metadata/", "/v1/targets/")
        absent = [404]
    }

    /// A copy on a site: one folder with both.
    init(mirror: HubConnection) {
        (metadata, targets) = (mirror, mirror)
        prefixes = ("/metadata/", "/targets/")
        absent = [403, 404, 410]
    }

    /// Any web server's; some say 403 of what they do not have, or 410.
    init(metadata: HubConnection, targets: HubConnection) {
        (self.metadata, self.targets) = (metadata, targets)
        prefixes = ("/", "/")
        absent = [403, 404, 410]
    }

    func metadata(_ name: String, limit: Int) async throws(Fault) -> Data? {
        let answer = try await metadata.send(.get, prefixes.metadata + name, limit: limit)
        if absent.contains(answer.status) { return nil }
        guard answer.status == 200 else { throw refusal(answer, name) }
        return answer.body
    }

    func target(_ path: String, into file: PartialFile, attempt: Int) async throws(Fault) {
        // What a path may hold unescaped, RFC 3986, section 3.3.
        let plain = CharacterSet(charactersIn: "-._~!$&'()*+,;=:@/").union(
            CharacterSet(charactersIn: "a"..."z").union(.init(charactersIn: "A"..."Z")).union(
                .init(charactersIn: "0"..."9")))
        let escaped = path.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
        if let answer = try await targets.receive(prefixes.targets + escaped, into: file) {
            throw refusal(answer, path)
        }
    }

    private func refusal(_ answer: HubAnswer, _ name: String) -> Fault {
        answer.refusal(of: "the request for \(name.prefix(200))")
    }
}
