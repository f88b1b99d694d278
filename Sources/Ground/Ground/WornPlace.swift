package import Foundation
internal import Synchronization

/// A place on the disk that cannot be written while this lives: for the tests of what a write that fails leaves behind.
package final class WornPlace: Sendable {
    private static let places = Mutex<Set<String>>([])
    private let path: String

    package init(_ file: URL) {
        path = file.path
        let path = path
        Self.places.withLock { _ = $0.insert(path) }
    }

    deinit { mend() }

    package func mend() { Self.places.withLock { _ = $0.remove(path) } }

    static func check(_ file: URL) throws(Fault) {
        let isWorn = places.withLock { $0.contains(file.path) }
        guard !isWorn else { throw Fault(.diskWrite, "cannot write \(file.path): the disk is worn; replace it") }
    }
}
