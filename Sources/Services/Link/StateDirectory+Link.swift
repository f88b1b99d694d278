internal import DeviceIdentity
internal import Foundation

/// What only the link's process reads and writes.
extension StateDirectory {
    /// The metadata that the link has verified.
    var linkTrust: URL { root.appending(path: "link/trust") }
    /// The number of the last message that was fetched.
    var linkMessages: URL { root.appending(path: "link/messages.json") }
}
