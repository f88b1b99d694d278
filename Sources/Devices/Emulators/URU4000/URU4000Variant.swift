internal import Crypto
internal import CryptoExtras

/// Which member of the family is emulated.
public enum URU4000Variant: Sendable, Hashable, CaseIterable {
    case uareu4000
    case uareu4000Keyboard
    /// The 4000B too, which cannot be told from it.
    case uareu4500
    case microsoftKeyboard
    case microsoftMouse
    case microsoftV1
    case microsoftV2

    public var vendor: UInt16 {
        switch self {
        case .uareu4000, .uareu4000Keyboard, .uareu4500: 0x05BA
        default: 0x045E
        }
    }

    public var product: UInt16 {
        switch self {
        case .uareu4000: 0x0007
        case .uareu4000Keyboard: 0x0008
        case .uareu4500: 0x000A
        case .microsoftKeyboard: 0x00BB
        case .microsoftMouse: 0x00BC
        case .microsoftV1: 0x00BD
        case .microsoftV2: 0x00CA
        }
    }

    var upsideDown: Bool { self == .uareu4500 }
    var wantsResponse: Bool { self == .microsoftV2 }

    // Recorded from a 4500 and a Microsoft v2; the others are taken to be like their makers'.
    var restingStatus: UInt8 { vendor == 0x05BA ? 0x01 : 0x03 }
    var keyIndex: UInt8 { vendor == 0x05BA ? 0x00 : 0x05 }
    var information: [UInt8] {
        vendor == 0x05BA
            ? [0x1A, 0x0A, 0x1A, 0x0A, 0x01, 0x15, 0, 0, 0, 0x20, 0x00, 0x10, 0x8B, 0x21, 0x11, 0x30]
            : [0x50, 0x25, 0x50, 0x25, 0x00, 0x34, 0, 0, 0, 0x13, 0x00, 0x59, 0x67, 0x19, 0x18, 0x00]
    }

    /// What the reader expects for its challenge; nil when there is none to answer.
    func response(to challenge: [UInt8]) -> [UInt8]? {
        let key: [UInt8] = [
            0x79, 0xAC, 0x91, 0x79, 0x5C, 0xA1, 0x47, 0x8E, 0x98, 0xE0, 0x0F, 0x3C, 0x59, 0x8F, 0x5F, 0x4B,
        ]
        var block = challenge
        guard challenge.count == 16, (try? AES.permute(&block, key: SymmetricKey(data: key))) != nil else { return nil }
        return block
    }
}
