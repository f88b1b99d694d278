internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Logging

/// Keeps the folders there in which the link leaves things for the station: what it may not mend is said to the hub, and hits
/// and health go on.
struct FolderMender: Sendable {
    let state: LinkState
    let time: LinkTime
    let logger: Logger

    /// - Throws: ``Fault`` `state.folder`; all that could be mended is.
    func round() throws(Fault) {
        let (made, fault) = state.mend(at: Timestamp(time.now()))
        for folder in made { logger.error("folder made again", metadata: ["folder": "\(folder.path)"]) }
        // With it replies may have gone that the station has not taken: all come again, and none is shown twice.
        if made.contains(state.messages) { try DurableFile.remove(state.messagePosition) }
        if let fault { throw fault }
    }
}
