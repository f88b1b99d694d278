public import Ground

/// Which reader a setting or an option means.
public enum ReaderSetting: Sendable, Hashable, CustomStringConvertible {
    /// `auto`: the first reader there is.
    case any
    /// `05ba:000a`, with `:serial` or `@port` behind it where there are several.
    case selected(ReaderSelection)
    /// `vendor:PATH`: a vendor's process, by its socket or its executable.
    case vendor(path: String)
    /// `emulated`: no finger is ever read.
    case emulated

    /// How a setting is written, for messages and help.
    public static let grammar = "auto, emulated, vendor:PATH, or vendor:product[:serial|@port] as 05ba:000a"
    private static let vendorPrefix = "vendor:"

    /// - Throws: ``Fault`` `reader.selection` for text that names no reader.
    public init(_ text: String) throws(Fault) {
        switch text {
        case "auto": self = .any
        case "emulated": self = .emulated
        case let text where text.hasPrefix(Self.vendorPrefix) && text.utf8.count > Self.vendorPrefix.utf8.count:
            self = .vendor(path: String(text.dropFirst(Self.vendorPrefix.count)))
        default:
            do throws(Fault) { self = .selected(try ReaderSelection(text)) } catch {
                throw Fault(.readerSelection, "\"\(text)\" names no reader; write \(Self.grammar)")
            }
        }
    }

    /// Whether only one device in the world can be meant, which has one owner.
    var isOneDevice: Bool {
        switch self {
        case .any, .emulated: false
        case .selected(let selection): selection.closeness == .device
        case .vendor: true
        }
    }

    public var description: String {
        switch self {
        case .any: "auto"
        case .selected(let selection): selection.description
        case .vendor(let path): Self.vendorPrefix + path
        case .emulated: "emulated"
        }
    }
}
