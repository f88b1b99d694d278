internal import Foundation
public import Ground

/// The two processes that have keys, each its own.
public enum KeyOwner: Sendable, CaseIterable {
    case station, link
}

/// Finds and makes the ``KeyCustody`` of a state directory.
public enum Custody {
    /// Persistent handles that are tried, in the range the TCG leaves to owners.
    private static let handles: ClosedRange<UInt32> = 0x8100_5200...0x8100_521F

    /// Decides where the keys lie, once: a device that has decided stays with it.
    ///
    /// - Throws: ``Fault`` `tpm.…`: a TPM that is there but does not work is never silently passed over; of the disk.
    public static func establish(_ state: StateDirectory, _ choice: CustodyChoice) throws(Fault) -> CustodyRecord {
        let kept = try CustodyRecord.find(state)
        let record = if let kept { kept } else { try decide(choice) }
        switch record.tpm {
        case .some(let place): return try establish(place, in: state, isKept: kept != nil)
        case nil:
            if kept == nil { try DurableFile.write(try WireJSON.encode(record), to: state.custody, permissions: 0o644) }
            for owner in KeyOwner.allCases { try FileCustody.prepare(seed: state.seed(of: owner)) }
            return record
        }
    }

    /// The custody of one process's keys.
    ///
    /// - Throws: ``Fault`` as ``CustodyRecord/load(_:)``, `key.permissions`, `key.damaged`.
    public static func open(_ state: StateDirectory, for owner: KeyOwner) throws(Fault) -> any KeyCustody {
        let record = try CustodyRecord.load(state)
        if let place = record.tpm { return TPMCustody(place: place) }
        return try FileCustody(seed: state.seed(of: owner))
    }

    /// Whether the keys can be had at this moment.
    ///
    /// - Throws: ``Fault`` `tpm.unreachable`, `tpm.cleared`, `tpm.other`.
    public static func check(_ record: CustodyRecord) throws(Fault) {
        if let place = record.tpm { try TPMCustody(place: place).check() }
    }

    private static func decide(_ choice: CustodyChoice) throws(Fault) -> CustodyRecord {
        let address: String
        switch choice {
        case .file: return CustodyRecord(kind: .file, tpm: nil)
        case .tpm(let chosen): address = chosen
        case .automatic:
            guard FileManager.default.fileExists(atPath: "/dev/tpmrm0") else {
                return CustodyRecord(kind: .file, tpm: nil)
            }
            address = CustodyChoice.usualTPM
        }
        let connection = try TPMConnection(address)
        for handle in handles where try connection.persistent(handle) == nil {
            return CustodyRecord(kind: .tpm, tpm: TPMPlace(address: address, handle: handle, name: Data()))
        }
        throw Fault(.tpmFull, "the TPM holds the keys of 32 devices already; evict those that are gone")
    }

    /// The record is on the disk before the key is in the TPM, so that no key is left there that nobody knows of.
    private static func establish(
        _ place: TPMPlace, in state: StateDirectory, isKept: Bool
    ) throws(Fault) -> CustodyRecord {
        let connection = try TPMConnection(place.address)
        if isKept, let key = try connection.persistent(place.handle) {
            guard Data(try connection.name(key)) == place.name else {
                throw Fault(.tpmOther, "this is another TPM than the one of this device; put the right one back")
            }
            return CustodyRecord(kind: .tpm, tpm: place)
        }
        let key = try connection.makeStorageKey()
        let record = CustodyRecord(
            kind: .tpm,
            tpm: TPMPlace(address: place.address, handle: place.handle, name: Data(try connection.name(key.value))))
        try DurableFile.write(try WireJSON.encode(record), to: state.custody, permissions: 0o644)
        try connection.persist(key, at: place.handle)
        return record
    }

    /// Makes every key of the device worthless, wherever a copy of its file may be.
    ///
    /// - Throws: ``Fault`` `tpm.…` when the TPM does not forget; of the disk. Seeds are destroyed first.
    public static func destroy(_ state: StateDirectory) throws(Fault) {
        for owner in KeyOwner.allCases { try DurableFile.destroy(state.seed(of: owner)) }
        guard let place = try CustodyRecord.find(state)?.tpm else { return }
        let connection = try TPMConnection(place.address)
        guard let key = try connection.persistent(place.handle) else { return }
        // The key of another device, which took the place after this TPM was cleared, is not ours to forget.
        guard Data(try connection.name(key)) == place.name else { return }
        try connection.evict(place.handle)
    }
}
