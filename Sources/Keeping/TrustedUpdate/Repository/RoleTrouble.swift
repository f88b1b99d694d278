internal import Foundation
public import Ground

extension RepositoryFiles {
    /// The metadata of a delegated role, to the byte what the snapshot vouches for.
    ///
    /// - Throws: ``Fault`` `trust.role` for any other.
    func published(_ role: String, _ snapshot: SignedPart) throws(Fault) -> SignedPart {
        let version = snapshot.version(of: role + ".json")
        func trouble(_ what: String, _ cause: Fault? = nil) -> Fault {
            Fault(
                .trustRole,
                "\(metadata(role, version).path) \(what): nothing new of '\(role)' can be published; put the file back from the "
                    + "backup, or from any copy of the repository", cause: cause)
        }
        let data: Data?
        do { data = try read(role, version: version) } catch { throw trouble("cannot be read", error) }
        guard let data, let version else { throw trouble("is gone") }
        let vouched = snapshot[table: "meta"][ExactText(role + ".json")]
        guard vouched == TrustedRepository.description(of: data, version: version) else {
            throw trouble("is not what was published")
        }
        do { return try SignedPart(file: data) } catch { throw trouble("is not what was published", error) }
    }
}

extension TrustedRepository {
    /// What is published of a role can be told.
    ///
    /// - Throws: ``Fault`` `trust.role` where it cannot; a role that there is not is none.
    public func check(_ role: String) throws(Fault) {
        if roles[role] == nil, let trouble = troubles[role] { throw trouble }
    }
}
