internal import Capture
internal import Ground

/// What a station makes of a stream of bytes, without a socket: for fuzzing.
package enum VendorDecoding {
    /// The messages up to the first that the protocol does not allow, each decoded.
    package static func messages(in stream: [UInt8]) -> [VendorMessage] {
        var messages: [VendorMessage] = []
        var rest = stream[...]
        var size = (width: 0, height: 0, pixelsPerInch: 500.0)
        while rest.count >= VendorMessage.headerLength {
            let start = Array(rest.prefix(VendorMessage.headerLength))
            guard let header = try? VendorMessage.Header(start, mostPixels: size.width * size.height) else { break }
            rest = rest.dropFirst(VendorMessage.headerLength)
            guard rest.count >= header.length else { break }
            let payload = WipingBytes(rest.prefix(header.length))
            rest = rest.dropFirst(header.length)
            switch header.kind {
            case .description:
                guard let identity = try? VendorDescription(decoding: payload).identity else { return messages }
                size = (identity.width, identity.height, identity.pixelsPerInch)
            case .frame: guard (try? VendorFrame.decode(payload, expected: size)) != nil else { return messages }
            case .fault: guard (try? VendorFault(decoding: payload)) != nil else { return messages }
            default: break
            }
            messages.append(VendorMessage(header.kind, number: header.number, payload: payload))
        }
        return messages
    }
}
