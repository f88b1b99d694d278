internal import Glibc
public import Ground

/// Reads and writes whole messages on a socket. Blocks; for a thread of one's own.
public enum VendorStream {
    /// - Parameter mostPixels: asked for each message, as a frame may come only once the reader is described.
    /// - Returns: nil at the end of the connection between two messages.
    /// - Throws: ``Fault`` `reader.vendor` for anything that is no message.
    public static func read(from descriptor: Int32, mostPixels: () -> Int) throws(Fault) -> VendorMessage? {
        var start = [UInt8](repeating: 0, count: VendorMessage.headerLength)
        let got = start.withUnsafeMutableBufferPointer { fill($0, from: descriptor) }
        if got == 0 { return nil }
        guard got == start.count else { throw .vendor("hung up in the middle of a message") }
        let header = try VendorMessage.Header(start, mostPixels: mostPixels())
        var isWhole = false
        let payload = WipingBytes(count: header.length) { isWhole = fill($0, from: descriptor) == header.length }
        guard isWhole else { throw .vendor("hung up in the middle of a message") }
        return VendorMessage(header.kind, number: header.number, payload: payload)
    }

    /// - Parameter waits: whether to wait for a reader that does not read; the station never does.
    /// - Returns: false when the other side is gone, or does not read.
    public static func write(_ message: VendorMessage, to descriptor: Int32, waits: Bool) -> Bool {
        write(message.wire, to: descriptor, waits: waits)
    }

    /// As ``write(_:to:waits:)-(VendorMessage,_,_)``, for bytes that need not be a message.
    static func write(_ bytes: WipingBytes, to descriptor: Int32, waits: Bool) -> Bool {
        bytes.withBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let flags = Int32(MSG_NOSIGNAL) | (waits ? 0 : Int32(MSG_DONTWAIT))
                let count = send(descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, flags)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return false }
                sent += count
            }
            return true
        }
    }

    private static func fill(_ target: UnsafeMutableBufferPointer<UInt8>, from descriptor: Int32) -> Int {
        var got = 0
        while got < target.count {
            let count = Glibc.read(descriptor, target.baseAddress?.advanced(by: got), target.count - got)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            got += count
        }
        return got
    }
}
