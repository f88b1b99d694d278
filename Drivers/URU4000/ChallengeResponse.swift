internal import CryptoExtras
internal import Ground

/// The answer that a Microsoft reader of the second version wants before it powers up.
enum ChallengeResponse {
    static let length = 16
    private static let key: [UInt8] = [
        0x79, 0xAC, 0x91, 0x79, 0x5C, 0xA1, 0x47, 0x8E, 0x98, 0xE0, 0x0F, 0x3C, 0x59, 0x8F, 0x5F, 0x4B,
    ]

    /// One block of AES-128 under the family's fixed key.
    ///
    /// - Parameter challenge: 16 bytes.
    static func answer(to challenge: [UInt8]) throws(Fault) -> [UInt8] {
        var block = challenge
        do { try AES.permute(&block, key: SymmetricKey(data: key)) } catch {
            throw Fault(.readerPowerUp, "the reader's challenge is not one block; re-plug it", cause: error)
        }
        return block
    }
}
