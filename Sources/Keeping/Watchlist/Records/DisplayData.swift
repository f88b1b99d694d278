public import Ground

/// What an officer sees of a listed person besides the reasons: opened on a hit, and never held for a whole list.
///
/// Thread-safe: a value; the photograph wipes itself.
public struct DisplayData: Sendable {
    /// As it is recorded; unspecified also for what this version does not know.
    public enum Sex: UInt8, Sendable, Codable, Hashable, CaseIterable { case unspecified = 0, male, female }

    /// Bytes of a photograph, at most.
    public static let photographLimit = 30_000
    /// Bytes of a name, at most.
    static let longestName = 256
    static let mostNationalities = 16

    /// As it is shown; empty where it is not known.
    public var name: String
    public var birthDate: PartialDate?
    /// Codes of ISO 3166-1 (alpha-3) or ICAO Doc 9303, part 3: `UTO`, `D`, `XXA`.
    public var nationalities: [String]
    public var sex: Sex
    /// A JPEG or PNG.
    public var photograph: WipingBytes?

    public init(
        name: String = "", birthDate: PartialDate? = nil, nationalities: [String] = [], sex: Sex = .unspecified,
        photograph: WipingBytes? = nil
    ) {
        self.name = name
        self.birthDate = birthDate
        self.nationalities = nationalities
        self.sex = sex
        self.photograph = photograph
    }

    var isEmpty: Bool {
        name.isEmpty && birthDate == nil && nationalities.isEmpty && sex == .unspecified && photograph == nil
    }

    /// Whether a list can hold it.
    ///
    /// - Throws: ``Fault`` `list.record`.
    public func check(of id: String) throws(Fault) {
        if let objection { throw Fault(.listRecord, "record \(id.prefix(64)): \(objection); correct it") }
    }

    /// Why no list can hold it; nil where one can.
    var objection: String? {
        if name.utf8.count > Self.longestName || name != name.printable {
            return "the name is not one line of at most \(Self.longestName) bytes"
        }
        if nationalities.count > Self.mostNationalities || !nationalities.allSatisfy(Self.isCode) {
            return "the nationalities are not at most \(Self.mostNationalities) codes of 1 to 3 letters A-Z"
        }
        guard photograph?.withBytes({ Self.isPhotograph($0) }) ?? true else {
            return "the photograph is no JPEG or PNG of at most \(Self.photographLimit) bytes"
        }
        return nil
    }

    static func isPhotograph(_ bytes: some Collection<UInt8>) -> Bool {
        let signatures: [[UInt8]] = [[0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]]
        return bytes.count <= photographLimit && signatures.contains { bytes.starts(with: $0) }
    }

    private static func isCode(_ text: String) -> Bool {
        (1...3).contains(text.utf8.count)
            && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }
}
