internal import Foundation
public import Ground

/// `device.json`: this directory belongs to a provisioned device. Not secret; both daemons demand it.
public struct DeviceRecord: Codable, Sendable, Equatable {
    public let device: String
    public let provisioned: Timestamp
    /// SHA-256 of the one-time code, in hex: the same invitation twice is no mistake, another one is.
    public let invitation: String

    public init(device: String, provisioned: Timestamp, invitation: String) {
        self.device = device
        self.provisioned = provisioned
        self.invitation = invitation
    }

    /// - Throws: ``Fault`` `identity.missing` where provisioning was never completed, `state.layout` where an earlier
    ///   version has left it.
    public static func load(_ state: StateDirectory) throws(Fault) -> DeviceRecord {
        guard !StateRepair.isNeeded(state) else {
            throw Fault(
                .stateLayout,
                "\(state.root.path) was filled by an earlier version, where each process could reach the other's files; "
                    + "stop both daemons and run as root: ridgeline repair --state \(state.root.path) --station-user NAME --link-user NAME"
            )
        }
        do { return try WireJSON.load(from: state.deviceFile, limit: 4096) } catch  where error.code == .diskMissing {
            throw Fault(
                .identityMissing,
                "\(state.root.path) holds no provisioned device; run: ridgeline provision --invitation FILE --state \(state.root.path)"
            )
        }
    }
}
