public import Capture
public import Ground

/// What a vendor's process says about its reader: width and height (2 bytes each), pixels per inch in thousandths (4),
/// then name and model, each a length (1) and so many bytes of UTF-8.
public struct VendorDescription: Sendable, Equatable {
    private static let sides = 1...4096
    private static let resolutions = 250.0...1200.0
    private static let nameLengths = 1...64
    /// 16 MiB; also at 500 ppi, as the extractor takes them: a platen of 20 cm square.
    private static let mostPixels = 1 << 24

    public let identity: ReaderIdentity

    /// - Throws: ``Fault`` `reader.vendor` for a reader out of the protocol's bounds.
    public init(_ identity: ReaderIdentity) throws(Fault) {
        let scale = max(1, 500 / identity.pixelsPerInch)
        guard Self.sides.contains(identity.width), Self.sides.contains(identity.height),
            Self.resolutions.contains(identity.pixelsPerInch),
            Double(identity.width * identity.height) * scale * scale <= Double(Self.mostPixels)
        else {
            let shape = "\(identity.width) x \(identity.height) pixels at \(identity.pixelsPerInch) ppi"
            throw .vendor("describes a reader of \(shape), out of bounds")
        }
        guard [identity.name, identity.model].allSatisfy(Self.isName) else {
            throw .vendor("gives a name that is empty, too long or not printable")
        }
        self.identity = identity
    }

    public init(decoding payload: WipingBytes) throws(Fault) {
        let all = payload.withBytes { Array($0) }
        guard all.count >= 8 else { throw .vendor("describes its reader in \(all.count) bytes") }
        var rest = all[8...]
        let texts = (0..<2).map { _ in Self.text(&rest) }
        guard rest.isEmpty, let name = texts[0], let model = texts[1] else {
            throw .vendor("describes its reader in a way that does not parse")
        }
        try self.init(
            ReaderIdentity(
                name: name, model: model, width: Int(all[0..<2], .littleEndian), height: Int(all[2..<4], .littleEndian),
                pixelsPerInch: Double(UInt32(all[4..<8], .littleEndian)) / 1000))
    }

    public var payload: WipingBytes {
        let (name, model) = (Array(identity.name.utf8), Array(identity.model.utf8))
        return WipingBytes(
            UInt16(identity.width).bytes(.littleEndian) + UInt16(identity.height).bytes(.littleEndian)
                + UInt32(identity.pixelsPerInch * 1000).bytes(.littleEndian) + [UInt8(name.count)] + name + [
                    UInt8(model.count)
                ]
                + model)
    }

    private static func text(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let count = rest.popFirst(), rest.count >= Int(count) else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return String(validating: rest.prefix(Int(count)), as: UTF8.self)
    }

    private static func isName(_ text: String) -> Bool {
        nameLengths.contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
    }
}
