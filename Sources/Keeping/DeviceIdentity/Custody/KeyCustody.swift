public import Foundation
public import Ground

/// Where the private keys of a process lie; nothing else in the project knows.
public enum CustodyKind: String, Codable, Sendable {
    /// In a TPM 2.0, which they cannot leave.
    case tpm
    /// In files, sealed under a seed in a file beside them: as safe as the disk.
    case file

    /// For people.
    public var words: String { self == .tpm ? "the TPM" : "sealed files" }
}

/// What a kept secret is for; a secret kept for one purpose is not given out for another.
public enum KeyPurpose: String, Sendable {
    /// The 32 bytes from which everything of the station is derived.
    case stationRoot = "ridgeline station root v1"
    /// The link's TLS key, where it is kept in a file.
    case linkSigning = "ridgeline link signing v1"
}

/// Keeps the private keys of one process of the device. Thread-safe.
///
/// What it hands out for keeping (`Data`) is worthless elsewhere: on another device, and after a factory reset.
public protocol KeyCustody: Sendable {
    var kind: CustodyKind { get }

    /// Seals a secret of 1 to 96 bytes, to be kept in a file.
    func wrap(_ secret: WipingBytes, for purpose: KeyPurpose) throws(Fault) -> Data

    /// Gives back what ``wrap(_:for:)`` sealed.
    ///
    /// - Throws: ``Fault`` `key.damaged` when a bit, the purpose or the device differs; `tpm.…`.
    func unwrap(_ kept: Data, for purpose: KeyPurpose) throws(Fault) -> WipingBytes

    /// Makes a new P-256 key that signs.
    func makeSigningKey() throws(Fault) -> Data

    /// The key that ``makeSigningKey()`` made.
    ///
    /// - Throws: ``Fault`` as ``unwrap(_:for:)``.
    func signingKey(_ kept: Data) throws(Fault) -> any SigningKey
}
