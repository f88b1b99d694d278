public import Ground

/// Which readers a station has: one, or several with commas between them.
///
///     let readers = try ReaderSettings("05ba:000a:A1,05ba:000a:B7")
///     for source in try Readers.sources(of: readers) { … }
public struct ReaderSettings: Sendable, Hashable, CustomStringConvertible {
    /// As many as fit side by side in a lane.
    public static let most = 4
    /// How a list is written, for messages and help.
    public static let grammar = "\(ReaderSetting.grammar); several with commas between them, at most \(most)"

    /// In the order in which a plan's fingers go round among them; one at least.
    public let all: [ReaderSetting]

    public init(_ only: ReaderSetting) { all = [only] }

    /// - Parameter text: for example `auto`, `emulated,emulated`, `05ba:000a:A1,vendor:/run/acme.sock`.
    /// - Throws: ``Fault`` `reader.selection` for text that names no reader, for too many, for one reader named twice, and for
    ///   emulated ones beside real ones.
    public init(_ text: String) throws(Fault) {
        let parts = text.split(separator: ",", maxSplits: Self.most, omittingEmptySubsequences: false)
        guard parts.count <= Self.most else {
            throw Fault(.readerSelection, "\"\(text)\" names more than \(Self.most) readers; leave some out")
        }
        var all: [ReaderSetting] = []
        for part in parts {
            let setting = try ReaderSetting(String(part.trimmed))
            if setting.isOneDevice, all.contains(setting) {
                throw Fault(.readerSelection, "the reader \(setting) is named twice; name each once")
            }
            all.append(setting)
        }
        guard Set(all.map { $0 == .emulated }).count == 1 else {
            throw Fault(
                .readerSelection, "\"\(text)\" has emulated readers beside real ones; write the ones or the others")
        }
        self.all = all
    }

    /// No finger is ever read.
    public var isEmulated: Bool { all.contains(.emulated) }

    public var description: String { all.map(\.description).joined(separator: ",") }
}

extension Substring {
    /// Without the blanks that people write behind a comma.
    fileprivate var trimmed: Substring {
        var rest = drop { $0 == " " }
        while rest.last == " " { rest.removeLast() }
        return rest
    }
}
