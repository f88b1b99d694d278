internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Logging
internal import Synchronization
internal import TrustedUpdate

/// Keeps `incoming/` a verified copy of the hub's repository; only what is new is fetched.
///
/// The copy is made again when the file `ready` does not hold the newest version: a station that finds the copy
/// damaged removes that file.
final class ListSync: Sendable {
    private let state: StateDirectory
    private let source: RepositorySource
    private let client: TrustedClient
    private let time: LinkTime
    private let logger: Logger
    private let offered = Mutex<[String: Int]>([:])

    /// - Throws: ``Fault`` of the trust state.
    init(
        identity: LinkIdentity, state: StateDirectory, hub: HubConnection, mirror: HubConnection? = nil, time: LinkTime,
        logger: Logger
    ) throws(Fault) {
        self.state = state
        self.time = time
        self.logger = logger
        let source = RepositorySource(hub: hub)
        self.source = source
        let mirrored = mirror.map { MirroredSource(hub: source, mirror: RepositorySource(mirror: $0)) }
        client = try TrustedClient(
            stateDirectory: state.linkTrust, source: mirrored ?? source as any MetadataSource,
            trustedRoot: identity.trustedRoot)
    }

    /// The newest generation of each list in the copy, by owner.
    var generations: [String: Int] { offered.withLock { $0 } }

    func round() async throws(Fault) {
        var snapshot = try await client.refresh(now: time.now())
        let timestamp = snapshot.versions["timestamp"] ?? 0
        if copiedTimestamp() != timestamp {
            snapshot = try await client.mirror(to: state.incoming, now: time.now())
            logger.info(
                "lists synced",
                metadata: [
                    "timestamp": "\(timestamp)", "files": "\(snapshot.targets.count)",
                    "bytes": "\(source.takeCount())",
                ])
        }
        offered.withLock { $0 = Self.generations(snapshot) }
    }

    private func copiedTimestamp() -> Int? {
        guard let data = try? DurableFile.read(state.incomingReady, limit: 64) else { return nil }
        return Int(String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private static func generations(_ snapshot: TargetsSnapshot) -> [String: Int] {
        struct Custom: Decodable {
            let list: String
            let generation: Int
        }
        return snapshot.targets.reduce(into: [:]) { newest, target in
            guard let custom = target.custom,
                let one = try? WireJSON.decode(Custom.self, from: custom, limit: 4096, naming: target.path)
            else { return }
            newest[one.list] = max(newest[one.list] ?? 0, one.generation)
        }
    }
}
