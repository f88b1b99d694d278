import Fingerprint
import Foundation
import Ground
import TrustedUpdate

@testable import Watchlist

/// A hub that publishes lists and a station that reads its folder, in a scratch folder.
final class World {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ridgeline-lists-\(UUID().uuidString)")
    /// Where the station's files lie.
    private let device: URL
    let repository: TrustedRepository
    let publisher: ListPublisher
    let keys: [ListKey]
    private let root: Data
    static let storageKey = WipingBytes([UInt8](repeating: 7, count: 32))
    /// The moment all tests begin at.
    static let start = Date(timeIntervalSince1970: 1_800_000_000)

    /// - Parameter disk: for the station's files; nil for the scratch folder.
    init(baseEvery: Int = 50, station disk: URL? = nil) async throws {
        device = disk?.appending(path: "station-\(UUID().uuidString)") ?? folder.appending(path: "station")
        repository = try await TrustedRepository.create(
            folder: folder.appending(path: "published"), keys: folder.appending(path: "keys"), now: Self.start)
        root = try await repository.trustedRoot()
        keys = try ["interpol", "national"].map { try ListKey.random(identifier: "\($0)-1", list: $0) }
        publisher = try ListPublisher(
            directory: folder.appending(path: "hub"), repository: repository, keys: keys, baseEvery: baseEvery)
    }

    deinit {
        for place in [folder, device] { try? FileManager.default.removeItem(at: place) }
    }

    var published: URL { folder.appending(path: "published") }
    var inForce: URL { device.appending(path: "lists") }

    /// The station as it would start again.
    func station(keys: [ListKey]? = nil) throws -> ListStore {
        try ListStore(
            directory: inForce, trust: device.appending(path: "trust"), trustedRoot: root,
            listKeys: keys ?? self.keys, storageKey: Self.storageKey)
    }

    /// The published file of a path such as `lists/interpol/base-1.rll`.
    func file(_ path: String) throws -> URL {
        let parts = path.split(separator: "/")
        let directory = published.appending(path: "targets/" + parts.dropLast().joined(separator: "/"))
        let name = try FileManager.default.contentsOfDirectory(atPath: directory.path).first {
            $0.hasSuffix("." + (parts.last ?? ""))
        }
        guard let name else { throw Fault(.init("test.missing"), "\(path) is not published") }
        return directory.appending(path: name)
    }

    /// Every file below a folder, by relative path.
    func files(below url: URL) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: url.path) {
            let file = url.appending(path: path)
            if let data = try? Data(contentsOf: file), !file.hasDirectoryPath { found[path] = data }
        }
        return found
    }
}

/// A record with `fingers` fingers whose templates depend on `seed`.
func record(_ id: String, seed: UInt8 = 1, fingers: Int = 2, templateBytes: Int = 100) -> WatchlistRecord {
    WatchlistRecord(
        id: id, notice: .red, reference: "2026/\(id)", caution: "armed",
        parts: (0..<fingers).map { index in
            RecordPart(
                finger: FingerPosition(rawValue: UInt8(index % 11)) ?? .unknown,
                template: WipingBytes((0..<templateBytes).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ Int(seed)) }))
        })
}

extension Watchlist {
    var identifiers: [String] { records.map(\.id) }
}
