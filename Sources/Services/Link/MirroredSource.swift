internal import Foundation
internal import Ground
internal import TrustedUpdate

/// The hub and a mirror of its list files on the site: what is new is asked of the hub, the bytes of the mirror.
///
/// Either serves alone where the other cannot be reached; where the mirror gives other bytes than were signed, the hub
/// is asked.
struct MirroredSource: MetadataSource {
    let hub: any MetadataSource
    let mirror: any MetadataSource

    func metadata(_ name: String, limit: Int) async throws(Fault) -> Data? {
        do { return try await hub.metadata(name, limit: limit) } catch  where error.code == .hubUnreachable {
            return try await mirror.metadata(name, limit: limit)
        }
    }

    func target(_ path: String, into file: PartialFile, attempt: Int) async throws(Fault) {
        guard attempt == 1 else { return try await hub.target(path, into: file, attempt: attempt) }
        do throws(Fault) { try await mirror.target(path, into: file, attempt: attempt) } catch {
            // A full disk is nobody else's to mend; too many bytes or a dead line may be.
            guard !error.code.rawValue.hasPrefix("disk.") else { throw error }
            try file.restart()
            try await hub.target(path, into: file, attempt: attempt)
        }
    }
}
