public import Ground

/// One message between the station and a vendor's process; docs/vendor-readers.md is its definition.
///
/// On the wire: length of the payload (4 bytes), kind (1), number (4), payload; all numbers little-endian.
public struct VendorMessage: Sendable {
    /// What is asked has bit 7 clear, what is answered has it set.
    public enum Kind: UInt8, Sendable, CaseIterable {
        case hello = 0x01, describe, open, awaitFinger, capture
        case awaitFingerOff = 0x07, close, cancel, ping
        case helloed = 0x81, description, opened, fingerOn, frame, fingerLeft, fingerOff, closed
        case pong = 0x8A
        case fault = 0xFF
    }

    public static let version: UInt16 = 1
    /// The payload of a hello, in both directions.
    static let greeting = version.bytes(.littleEndian)
    public static let headerLength = 9
    /// Bytes of the payload of anything but a frame.
    public static let mostPlain = 4096

    public let kind: Kind
    /// Chosen by the station for each request; the answer bears the same.
    public let number: UInt32
    public let payload: WipingBytes

    public init(_ kind: Kind, number: UInt32, payload: WipingBytes = WipingBytes([])) {
        self.kind = kind
        self.number = number
        self.payload = payload
    }

    /// The message as it goes over the socket.
    public var wire: WipingBytes {
        WipingBytes(count: Self.headerLength + payload.count) { target in
            let header = UInt32(payload.count).bytes(.littleEndian) + [kind.rawValue] + number.bytes(.littleEndian)
            _ = target.update(fromContentsOf: header)
            payload.withBytes { source in
                _ = UnsafeMutableBufferPointer(rebasing: target[Self.headerLength...]).update(fromContentsOf: source)
            }
        }
    }

    /// The first nine bytes of a message, judged before anything else is read.
    public struct Header: Sendable {
        public let kind: Kind
        public let number: UInt32
        public let length: Int

        /// - Parameters:
        ///   - bytes: exactly nine.
        ///   - mostPixels: of a frame; 0 as long as none can come.
        /// - Throws: ``Fault`` `reader.vendor` for a kind that does not exist, or a length that is too great for it.
        public init(_ bytes: [UInt8], mostPixels: Int) throws(Fault) {
            guard bytes.count == headerLength, let kind = Kind(rawValue: bytes[4]) else {
                throw .vendor("sent a message of unknown kind")
            }
            length = Int(UInt32(bytes[0..<4], .littleEndian))
            let most = kind == .frame ? VendorFrame.headerLength + mostPixels : mostPlain
            guard length <= most else { throw .vendor("announced \(length) bytes, where \(most) are the most") }
            self.kind = kind
            number = UInt32(bytes[5..<9], .littleEndian)
        }
    }
}

extension Fault {
    /// The vendor's process does not keep to the protocol.
    static func vendor(_ what: String) -> Fault {
        Fault(
            .readerVendor,
            "the vendor's reader process \(what); it is started again, tell its vendor if this persists")
    }
}
