import Capture
public import Ground

/// What a vendor's process says went wrong: a code and a text, each a length (1 byte) and so many bytes of UTF-8.
public struct VendorFault: Sendable, Equatable {
    /// The codes that the station understands; any other is shown as it is.
    public static let cancelled = "cancelled"
    public static let unplugged = "unplugged"
    public static let busy = "busy"
    public static let unknown = "unknown"
    public static let misuse = "misuse"
    public static let version = "version"

    public let code: String
    public let text: String

    public init(code: String, text: String) {
        self.code = code
        self.text = text
    }

    public init(decoding payload: WipingBytes) throws(Fault) {
        var rest = payload.withBytes { Array($0) }[...]
        var texts: [String] = []
        for _ in 0..<2 {
            guard let count = rest.popFirst(), rest.count >= Int(count) else {
                throw .vendor("sent a fault that does not parse")
            }
            // Goes into messages for people and into the journal, so nothing but plain text does.
            let text = String(decoding: rest.prefix(Int(count)), as: UTF8.self)
            texts.append(String(text.unicodeScalars.map { $0.value >= 0x20 && $0.value != 0x7F ? Character($0) : " " }))
            rest = rest.dropFirst(Int(count))
        }
        (code, text) = (texts[0], texts[1])
    }

    public var payload: WipingBytes {
        let parts = [code, text].map { Array($0.utf8.prefix(255)) }
        return WipingBytes(parts.flatMap { [UInt8($0.count)] + $0 })
    }

    /// In the station's words.
    func fault(of reader: String) -> Fault {
        switch code {
        case Self.cancelled: Fault(.readerCancelled, "the wait for \(reader) was ended; start again")
        case Self.unplugged: Fault(.deviceUnplugged, "\(reader) was unplugged; plug it in again")
        case Self.busy: Fault(.deviceBusy, "\(reader) is in use; stop the other program")
        default:
            Fault(.readerVendor, "the vendor's process of \(reader) reports \(code): \(text); see its own journal")
        }
    }
}
