package import Foundation

/// Where this program lies; the house's other programs lie beside it.
package enum OwnFolder {
    /// The path of another program of the house.
    package static func program(_ name: String) -> URL {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: own).deletingLastPathComponent().appending(path: name)
    }
}
