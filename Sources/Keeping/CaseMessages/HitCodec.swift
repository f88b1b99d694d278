internal import Foundation
public import Ground

/// The bytes of a hit before they are sealed (docs/protocol.md, "A hit before sealing").
extension HitMessage {
    private static let magic = Array("RLHIT".utf8)
    /// The first form encloses the frame's pixels, the second what `facts.probe.picture` says.
    private var form: UInt8 { facts.probe.picture == nil ? 1 : 2 }
    /// Magic, form and three lengths.
    static let headLength = 18
    /// Bytes: with its seal the item must stay below what the hub takes.
    public static let encodedLimit = SealedItem.limit - 48
    private static let factsLimit = 262_144

    /// The message as bytes, in wiping memory: seal them and let go.
    ///
    /// - Throws: ``Fault`` `hit.tooLarge` when it is no item any more: a picture beyond ``pictureLimit`` is attached.
    public func encoded() throws(Fault) -> WipingBytes {
        let text = try WireJSON.encode(facts)
        let count = Self.headLength + text.count + picture.count + template.count
        guard text.count <= Self.factsLimit, count <= Self.encodedLimit else {
            throw Fault(.hitTooLarge, "hit \(facts.identifier) has \(count) bytes; attach the picture")
        }
        return WipingBytes(count: count) { target in
            var at = target.startIndex
            func append(_ part: some Collection<UInt8>) {
                _ = target[at...].update(fromContentsOf: part)
                at += part.count
            }
            func appendCounted(_ part: some Collection<UInt8>) {
                append(UInt32(part.count).bytes(.bigEndian))
                append(part)
            }
            append(Self.magic + [form])
            appendCounted(text)
            picture.withBytes(appendCounted)
            template.withBytes(appendCounted)
        }
    }

    /// Reads what ``encoded()`` wrote; total: any bytes give a message or a fault.
    ///
    /// - Throws: ``Fault`` `hit.invalid`, `json.invalid`, or `json.tooLarge`.
    public init(decoding bytes: WipingBytes) throws(Fault) {
        self = try bytes.withBytes { (all) throws(Fault) in try Self(reading: all) }
    }

    private init(reading all: UnsafeBufferPointer<UInt8>) throws(Fault) {
        let damaged = Fault(.hitInvalid, "the hit is damaged or of another version; the device must send it again")
        guard all.count <= Self.encodedLimit, all.starts(with: Self.magic) else { throw damaged }
        var reader = ByteReader(all[Self.magic.count...], orThrow: damaged)
        let form = try reader.uint8()
        let text = Data(try reader.bytes(Int(reader.uint32())))
        let facts = try WireJSON.decode(HitFacts.self, from: text, limit: Self.factsLimit, naming: "the hit")
        let picture = WipingBytes(try reader.bytes(Int(reader.uint32())))
        let template = WipingBytes(try reader.bytes(Int(reader.uint32())))
        try self.init(facts: facts, picture: picture, template: template)
        guard reader.left == 0, form == self.form else { throw damaged }
    }
}
