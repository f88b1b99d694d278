import Fingerprint
import Foundation
import Ground
import TrustedUpdate
import Watchlist

/// Lists that come into force, generation after generation, on the disk whose power is cut.
///
/// The publisher works beside that disk. The list grows with each generation, so that it is changed page by page, and
/// each time it has doubled is written anew.
struct PowerLists {
    private static let owner = "cut"
    private let publisher: ListPublisher
    private let published: URL
    private let station: ListStore
    private var generation = 0

    /// - Parameters:
    ///   - folder: on the disk under test.
    ///   - scratch: for the publisher; need not survive.
    init(_ folder: URL, scratch: URL) async throws {
        published = scratch.appending(path: "published")
        let repository = try await TrustedRepository.create(
            folder: published, keys: scratch.appending(path: "keys"), now: Date())
        let key = try ListKey.random(identifier: "cut-1", list: Self.owner)
        publisher = try ListPublisher(
            directory: scratch.appending(path: "publisher"), repository: repository, keys: [key])
        try DurableFile.write(try await repository.trustedRoot(), to: Self.root(folder))
        station = try await Self.store(folder, keys: [key])
    }

    /// Publishes the next generation and brings it into force.
    ///
    /// - Returns: the generation that a power cut must not take back any more.
    mutating func advance() async throws -> Int {
        let first = generation * 20
        let added = (first..<first + 20).map { number in
            ListChange.put(
                WatchlistRecord(
                    id: "person-\(number)", notice: .red, reference: "2026/\(number)", caution: "",
                    parts: [
                        RecordPart(
                            finger: .rightIndex,
                            template: WipingBytes((0..<280).map { UInt8(truncatingIfNeeded: $0 &* (number | 1)) }))
                    ]))
        }
        let removed = generation == 0 ? [] : [ListChange.remove(id: "person-\(first - 20)")]
        generation = try await publisher.publish(Self.owner, added + removed, now: Date()).generation
        if let fault = try await station.update(from: published, now: Date())?.refused.values.first { throw fault }
        return generation
    }

    /// What a station that starts on this disk finds in force, every seal and digest verified.
    ///
    /// - Returns: 0 where there is no list yet.
    /// - Throws: ``Fault`` when the list or the trust in it is damaged.
    static func generationInForce(_ folder: URL) async throws -> Int {
        guard FileManager.default.fileExists(atPath: root(folder).path) else { return 0 }
        let key = try ListKey.random(identifier: "any", list: owner)
        let inForce = try await store(folder, keys: [key]).load()
        if let fault = inForce.damaged.values.first { throw fault }
        return inForce.lists.first?.generation ?? 0
    }

    private static func store(_ folder: URL, keys: [ListKey]) async throws -> ListStore {
        try ListStore(
            directory: folder.appending(path: "lists"), trust: folder.appending(path: "trust"),
            trustedRoot: try DurableFile.read(root(folder), limit: 1 << 20), listKeys: keys,
            storageKey: WipingBytes([UInt8](repeating: 7, count: 32)))
    }

    private static func root(_ folder: URL) -> URL { folder.appending(path: "trusted-root.json") }
}
