internal import Foundation
internal import Ground

extension TrustedClient {
    /// Walks the chain of roots to its end, each signed by the one before and by itself (section 5.3).
    func updateRoot() async throws(Fault) {
        for _ in 0..<limits.rootRotations {
            let version = root.document.version + 1
            guard let data = try await download("root", version: version, limit: limits.root) else { break }
            let next = try RootMetadata(data)
            try next.document.verify(with: root.root, name: "root")
            guard next.document.version == version else {
                throw Fault(
                    .trustVersion,
                    "root \(version) says it is version \(next.document.version); the source is damaged or hostile")
            }
            try forget(whatIsWithdrawnBy: next)
            try store.write(root: data, version: version)
            root = next
        }
        try checkExpiry(root.document, "root")
    }

    /// After a theft of online keys the thief may have signed huge versions: a new key starts the count again.
    ///
    /// Done before the new root is stored, so that a power loss in between cannot leave the old versions in force.
    private func forget(whatIsWithdrawnBy next: RootMetadata) throws(Fault) {
        guard next.timestamp.withdraws(root.timestamp) || next.snapshot.withdraws(root.snapshot) else { return }
        try store.withdraw()
        timestamp = nil
        snapshot = nil
    }
}
