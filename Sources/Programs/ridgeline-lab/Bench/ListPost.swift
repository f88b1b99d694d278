import Crypto
import Fingerprint
import Foundation
import Ground
import TrustedUpdate
import Watchlist

/// A publisher and a station in one scratch folder, with records that cost nothing to make.
final class ListPost {
    private let folder: URL
    private let publisher: ListPublisher
    private let station: ListStore
    private let templateBytes: Int
    /// Random bytes that templates are cut from: they do not compress, as real ones hardly do.
    private let noise: [UInt8]

    init(in folder: URL, templateBytes: Int) async throws {
        self.folder = folder
        self.templateBytes = templateBytes
        let repository = try await TrustedRepository.create(
            folder: folder.appending(path: "published"), keys: folder.appending(path: "keys"), now: Date())
        let key = try ListKey.random(identifier: "bench-1", list: "bench")
        publisher = try ListPublisher(
            directory: folder.appending(path: "publisher"), repository: repository, keys: [key])
        station = try ListStore(
            directory: folder.appending(path: "lists"), trust: folder.appending(path: "trust"),
            trustedRoot: try await repository.trustedRoot(), listKeys: [key],
            storageKey: WipingBytes([UInt8](repeating: 7, count: 32)))
        noise = SymmetricKey(size: .init(bitCount: 8 << 22)).withUnsafeBytes { Array($0) }
    }

    func publish(_ numbers: some Sequence<Int>, seed: Int) async throws -> PublishedList {
        try await publisher.publish("bench", numbers.map { .put(record($0, seed: seed)) }, now: Date())
    }

    func update() async throws {
        let report = try await station.update(from: folder.appending(path: "published"), now: Date())
        if let fault = report?.refused.values.first { throw fault }
    }

    func load() async throws -> Int { try await station.list("bench")?.records.count ?? 0 }

    /// The records' bytes with their identifiers, and the seal of each piece of 64 KiB.
    func sealedBytes(_ numbers: [Int]) throws -> Int {
        let bytes = try numbers.reduce(0) { sum, number in
            let record = record(number, seed: 2)
            return sum + record.id.utf8.count + (try record.encoded().count)
        }
        return bytes + 20 * (bytes >> 16 + 1)
    }

    private func record(_ number: Int, seed: Int) -> WatchlistRecord {
        // A prime step: no two records of one piece of a file are cut from the same place.
        let start = (number &* 7919 &+ seed &* 104_729) % (noise.count - templateBytes)
        let finger = RecordPart(
            finger: .rightIndex, template: WipingBytes(noise[start..<(start + templateBytes)]))
        return WatchlistRecord(
            id: "person-\(number)", notice: .red, reference: "2026/\(number)", caution: "", instruction: "detain",
            parts: [finger])
    }
}
