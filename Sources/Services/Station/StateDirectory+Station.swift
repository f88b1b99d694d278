internal import DeviceIdentity
internal import Foundation

/// What only the station's process reads and writes.
extension StateDirectory {
    /// The lists in force, sealed.
    var stationLists: URL { root.appending(path: "station/lists") }
    /// The hub's last notice of list keys, sealed to the station.
    var stationListKeys: URL { root.appending(path: "station/keys.json") }
    /// The centre's word that this device is shut out, for good.
    var stationRevocation: URL { root.appending(path: "station/revoked.json") }
    /// How far the centre's replies have been shown.
    var stationReplies: URL { root.appending(path: "station/replies.json") }
}
