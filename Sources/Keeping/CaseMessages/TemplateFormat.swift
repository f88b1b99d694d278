/// The form of a probe's template, with its version.
///
/// A text on the wire, so that an older hub keeps what a newer device sends, and says what it cannot read.
public struct TemplateFormat: RawRepresentable, Hashable, Codable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// The project's own, version 1 of its layout (docs/template.md).
    public static let ridgeline1 = TemplateFormat(rawValue: "ridgeline-template/1")
    public static let iso19794p2y2005 = TemplateFormat(rawValue: "ISO/IEC 19794-2:2005")
}
