internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Watchlist

extension Hub {
    /// The keys of all lists, each sealed so that only this station opens it.
    func sealedListKeys(to stationKey: SealingKey) throws(Fault) -> [SealedListKey] {
        var sealed: [SealedListKey] = []
        for key in try listKeys.all() {
            sealed.append(
                SealedListKey(
                    identifier: key.identifier, list: key.list,
                    sealed: Data(try stationKey.seal(key.secret, for: .listKey))))
        }
        return sealed
    }

    /// What `GET /v1/keys` answers to a device (docs/protocol.md).
    func listKeyNotice(for device: UUIDv7, stationKey: Data) throws(Fault) -> Data {
        let keys = try sealedListKeys(to: try SealingKey(rawRepresentation: stationKey))
        return try WireJSON.encode(
            ListKeyNotice(keys, device: device.description, issued: now(), signedBy: receiptKey))
    }
}
