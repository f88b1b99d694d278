public import Foundation
public import Ground

/// Where in which TPM the storage key of a device lies.
public struct TPMPlace: Codable, Sendable, Equatable {
    /// As `tpm2-tools` name it (TCTI).
    public let address: String
    /// The persistent handle.
    public let handle: UInt32
    /// The name (digest of the public part) of the key there.
    public let name: Data
}

/// `custody.json`: where this device's private keys lie. Not secret; written before the first key is made.
public struct CustodyRecord: Codable, Sendable, Equatable {
    public let kind: CustodyKind
    public let tpm: TPMPlace?

    /// - Throws: ``Fault`` `disk.missing` before the first key was made, `json.invalid`, `custody.invalid`.
    public static func load(_ state: StateDirectory) throws(Fault) -> CustodyRecord {
        let record: CustodyRecord = try WireJSON.load(from: state.custody, limit: 4096)
        guard (record.kind == .tpm) == (record.tpm != nil) else {
            throw Fault(.custodyInvalid, "\(state.custody.path) contradicts itself; reset and enrol again")
        }
        return record
    }

    /// As ``load(_:)``; nil before the first key was made.
    static func find(_ state: StateDirectory) throws(Fault) -> CustodyRecord? {
        do { return try load(state) } catch  where error.code == .diskMissing { return nil }
    }
}

/// Where keys are to lie, for a device that has none yet.
public enum CustodyChoice: Sendable, Equatable {
    /// In the TPM where there is one, in files otherwise.
    case automatic
    /// In the TPM at this address, or not at all.
    case tpm(String)
    case file

    /// The kernel's resource manager.
    public static let usualTPM = "device:/dev/tpmrm0"
}
