import Foundation
import Ground
import Hub
import Testing
import TrustedUpdate
import Watchlist

@testable import Link

@Suite("A site's mirror")
struct MirrorTests {
    /// A folder whose target files are what a test wants, and which counts what it was asked for.
    private final class Source: MetadataSource, Sendable {
        let folder: DirectorySource
        let damage: @Sendable (String) -> Fault?
        init(_ folder: URL, damage: @escaping @Sendable (String) -> Fault? = { _ in nil }) {
            self.folder = DirectorySource(folder)
            self.damage = damage
        }
        func metadata(_ name: String, limit: Int) async throws(Fault) -> Data? {
            if let fault = damage(name) { throw fault }
            return try await folder.metadata(name, limit: limit)
        }
        func target(_ path: String, into file: PartialFile, attempt: Int) async throws(Fault) {
            if let fault = damage(path) { throw fault }
            try await folder.target(path, into: file, attempt: attempt)
        }
    }

    @Test(
        "The bytes come from the mirror, and from the hub where the mirror is away, behind, or tells lies",
        arguments: ["well", "away", "refusing", "lying"])
    func fallback(_ mirror: String) async throws {
        try await LoopbackHub.inFolder { folder in
            let hub = try await Hub.create(at: folder.appending(path: "hub"), title: "t", hosts: ["localhost"])
            try await hub.change("interpol", [.put(record("anna"))])
            _ = try await hub.publish()
            let published = folder.appending(path: "hub/repository")
            let copy = folder.appending(path: "copy")
            try FileManager.default.copyItem(at: published, to: copy)
            if mirror == "lying" {
                for path in try FileManager.default.subpathsOfDirectory(atPath: copy.path) where path.hasSuffix(".rll")
                {
                    let file = copy.appending(path: path)
                    var bytes = try Data(contentsOf: file)
                    bytes[bytes.count / 2] ^= 1
                    try bytes.write(to: file)
                }
            }
            let faults = [
                "away": Fault(.init("hub.unreachable"), "away"), "refusing": Fault(.init("hub.refused"), "no"),
            ]
            let source = MirroredSource(
                hub: Source(published) {
                    mirror == "well" && $0.hasSuffix(".rll") ? Fault(.init("hub.unreachable"), "") : nil
                },
                mirror: Source(copy) { _ in faults[mirror] })
            let client = try TrustedClient(
                stateDirectory: folder.appending(path: "trust"), source: source,
                trustedRoot: try DurableFile.read(published.appending(path: "metadata/1.root.json"), limit: 1 << 20))
            let snapshot = try await client.mirror(to: folder.appending(path: "incoming"), now: Date())
            let target = try #require(snapshot.targets.first)
            let fetched = folder.appending(path: "incoming/targets").appending(path: await client.location(of: target))
            #expect(target.isAlready(at: fetched))
        }
    }

    @Test("Without the hub the mirror alone serves, metadata too")
    func alone() async throws {
        try await LoopbackHub.inFolder { folder in
            let hub = try await Hub.create(at: folder.appending(path: "hub"), title: "t", hosts: ["localhost"])
            try await hub.change("interpol", [.put(record("anna"))])
            _ = try await hub.publish()
            let published = folder.appending(path: "hub/repository")
            let away = Source(published) { _ in Fault(.init("hub.unreachable"), "away") }
            let client = try TrustedClient(
                stateDirectory: folder.appending(path: "trust"),
                source: MirroredSource(hub: away, mirror: Source(published)),
                trustedRoot: try DurableFile.read(published.appending(path: "metadata/1.root.json"), limit: 1 << 20))
            #expect(try await client.mirror(to: folder.appending(path: "incoming"), now: Date()).targets.count == 1)
        }
    }

    private func record(_ id: String) -> WatchlistRecord {
        WatchlistRecord(id: id, notice: .red, reference: id, parts: [])
    }
}
