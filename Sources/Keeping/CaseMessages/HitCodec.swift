internal import Foundation
public import Ground

/// The bytes of a hit before they are sealed (docs/protocol.md, "A hit before sealing").
extension HitMessage {
    private static let magic = Array("RLHIT".utf8)
    /// Forms 1 and 2 are ``EarlierHit``'s.
    private static let form: UInt8 = 3
    /// Bytes: with its seal the item must stay below what the hub takes.
    public static let encodedLimit = SealedItem.limit - 48
    private static let statementLimit = 262_144
    /// What the statement grows by where a picture is attached instead, at most.
    private static let attachmentText = 4096

    /// Bytes of pictures that a hit can enclose beside what it says; the others are attached.
    ///
    /// - Parameters:
    ///   - statement: of all samples, as if each picture were enclosed.
    ///   - templates: bytes of all of them.
    /// - Throws: ``Fault`` `json.…`.
    public static func room(beside statement: HitStatement, templates: Int) throws(Fault) -> Int {
        let text = try WireJSON.encode(statement).count
        let head = size(text: text, samples: statement.samples.count)
        return max(0, encodedLimit - head - templates - statement.samples.count * attachmentText)
    }

    private static func size(text: Int, samples: Int) -> Int { magic.count + 1 + 4 + text + 8 * samples }

    /// The message as bytes, in wiping memory: seal them and let go.
    ///
    /// - Throws: ``Fault`` `hit.tooLarge` when it is no item any more: pictures beyond ``room(beside:templates:)`` are
    ///   attached.
    public func encoded() throws(Fault) -> WipingBytes {
        let text = try WireJSON.encode(statement)
        let count = samples.reduce(Self.size(text: text.count, samples: samples.count)) {
            $0 + $1.picture.count + $1.template.count
        }
        guard text.count <= Self.statementLimit, count <= Self.encodedLimit else {
            throw Fault(.hitTooLarge, "hit \(facts.identifier) has \(count) bytes; attach the pictures")
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
            append(Self.magic + [Self.form])
            appendCounted(text)
            for sample in samples {
                sample.picture.withBytes(appendCounted)
                sample.template.withBytes(appendCounted)
            }
        }
    }

    /// Reads what ``encoded()`` of this or an earlier version wrote; total: any bytes give a message or a fault.
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
        guard (1...Self.form).contains(form) else {
            throw Fault(.hitInvalid, "the hit is of an unknown form \(form); update this program first")
        }
        let text = Data(try reader.bytes(Int(reader.uint32())))
        let statement: HitStatement
        if form == Self.form {
            statement = try WireJSON.decode(from: text, limit: Self.statementLimit, naming: "the hit")
        } else {
            let earlier: EarlierHit = try WireJSON.decode(from: text, limit: Self.statementLimit, naming: "the hit")
            guard form == earlier.form else { throw damaged }
            statement = earlier.statement
        }
        // Before anything is made of a number that lies.
        guard statement.samples.count <= Self.mostSamples else { throw damaged }
        var samples: [HitSample] = []
        for facts in statement.samples {
            let picture = WipingBytes(try reader.bytes(Int(reader.uint32())))
            let template = WipingBytes(try reader.bytes(Int(reader.uint32())))
            samples.append(HitSample(facts: facts, picture: picture, template: template))
        }
        guard reader.left == 0 else { throw damaged }
        // The first form always has its pixels.
        guard form != 1 || samples.allSatisfy({ $0.picture.count > 0 }) else { throw damaged }
        try self.init(facts: statement.facts, samples: samples)
    }
}
