internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Watchlist

extension Hub {
    /// The keys of the lists that a device may have, each sealed so that only its station opens it.
    func sealedListKeys(_ rights: ListRights, to stationKey: SealingKey) throws(Fault) -> [SealedListKey] {
        var sealed: [SealedListKey] = []
        for key in try listKeys.all() where rights.include(key.list) {
            sealed.append(
                SealedListKey(
                    identifier: key.identifier, list: key.list,
                    sealed: Data(try stationKey.seal(key.secret, for: .listKey))))
        }
        return sealed
    }

    /// What `GET /v1/keys` answers to a device (docs/protocol.md).
    func listKeyNotice(for device: Device) throws(Fault) -> Data {
        let keys = try sealedListKeys(device.lists, to: try SealingKey(rawRepresentation: device.stationKey))
        return try WireJSON.encode(
            ListKeyNotice(keys, device: device.identifier.description, issued: now(), signedBy: receiptKey))
    }
}
