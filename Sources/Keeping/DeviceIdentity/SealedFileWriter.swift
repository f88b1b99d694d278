internal import Foundation
public import Ground

/// Makes a file that travels by hand: pieces sealed by the station for the hub (docs/protocol.md).
public struct SealedFileWriter: Sendable {
    /// Bytes of a piece before sealing, at most.
    public static let pieceLimit = 4 << 20
    static let magic = Array("RLSF".utf8) + [2]

    private let identity: StationIdentity
    private let purpose: SealingPurpose
    private let identifier = UUIDv7()
    private var number = 0

    public init(_ identity: StationIdentity, for purpose: SealingPurpose) {
        self.identity = identity
        self.purpose = purpose
    }

    /// What the file begins with: whose it is and which.
    public var head: [UInt8] {
        Self.magic + Array("\(identity.device) \(identifier)\n".utf8)
    }

    /// The next piece, as it goes into the file.
    ///
    /// - Throws: ``Fault`` `seal.failed`.
    public mutating func piece(_ bytes: WipingBytes) throws(Fault) -> [UInt8] {
        let context = Self.context(identity.device, "\(identifier)", number)
        let sealed = try identity.key.seal(bytes, to: identity.hub, for: purpose, authenticating: context)
        number += 1
        return UInt32(sealed.count).bytes(.bigEndian) + sealed
    }

    /// The empty piece that says that nothing was cut off.
    public mutating func end() throws(Fault) -> [UInt8] { try piece(WipingBytes([UInt8]())) }

    static func context(_ device: String, _ identifier: String, _ number: Int) -> Data {
        Data("\(device)/\(identifier)/\(number)".utf8)
    }
}
