import Foundation
import Ground
import TrustedUpdate

/// A repository of our own in a scratch folder, and clients that read it.
final class Fixture {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ridgeline-trust-\(UUID().uuidString)")
    let repository: TrustedRepository
    let trustedRoot: Data
    /// The moment all tests begin at.
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let day: TimeInterval = 86_400

    init(lifetimes: Lifetimes = Lifetimes()) async throws {
        repository = try await TrustedRepository.create(
            folder: folder.appending(path: "published"), keys: folder.appending(path: "keys"), lifetimes: lifetimes,
            now: Self.start)
        trustedRoot = try await repository.trustedRoot()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var published: URL { folder.appending(path: "published") }
    var state: URL { folder.appending(path: "state") }

    /// A client with the state that earlier ones left.
    func client(source: (any MetadataSource)? = nil, limits: TrustLimits = TrustLimits()) throws -> TrustedClient {
        try TrustedClient(
            stateDirectory: state, source: source ?? DirectorySource(published), trustedRoot: trustedRoot,
            limits: limits)
    }

    /// Everything the client has stored, by file name.
    func stored() throws -> [String: Data] { try Self.files(in: state) }

    static func files(in folder: URL) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        return try Dictionary(
            uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: folder.appending(path: $0))) })
    }
}

extension TrustedClient {
    /// A target, fetched to a scratch file.
    func bytes(of target: TargetFile) async throws -> Data {
        let file = FileManager.default.temporaryDirectory.appending(path: "ridgeline-target-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try await fetch(target, to: file)
        return try Data(contentsOf: file)
    }
}
