public import Foundation
public import Ground
public import TrustedUpdate

/// Whether the keys of a list open what is published of it, told from the beginnings of files.
public enum ListKeyProof {
    /// - Parameters:
    ///   - keys: those of the list.
    ///   - files: what is published of it, and where each file lies; what is damaged or gone there proves nothing.
    /// - Throws: ``Fault`` `list.key` where a file is sealed with a key that is not among them, `list.seal` where it is the
    ///   file that was signed and does not open.
    public static func check(_ keys: [ListKey], files: [(file: TargetFile, place: URL)]) throws(Fault) {
        var proved: Set<String> = []
        for (file, place) in files {
            var name: String?
            do throws(Fault) {
                _ = try ListFileReader(try ListInput(file: place)) { header in
                    name = header.keyIdentifier
                    // Once for each key: a list may have a hundred deltas.
                    return proved.contains(header.keyIdentifier) ? nil : keys.first { $0.identifier == name }
                }
                if let name { proved.insert(name) }
            } catch {
                guard let name, !proved.contains(name), [.listKey, .listSeal].contains(error.code) else { continue }
                if error.code == .listSeal, !file.isAlready(at: place) { continue }
                throw error
            }
        }
    }
}
