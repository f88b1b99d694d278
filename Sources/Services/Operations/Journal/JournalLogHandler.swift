public import Foundation
internal import Ground
public import Logging

/// Writes one line of JSON per event to the standard error, where systemd's journal picks it up.
public struct JournalLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let sink: FileHandle

    public init(label: String, level: Logger.Level, sink: FileHandle = .standardError) {
        self.label = label
        self.sink = sink
        logLevel = level
    }

    /// Makes this handler the one of all loggers of the process; call once, first thing.
    public static func bootstrap(level: Logger.Level) {
        LoggingSystem.bootstrap { JournalLogHandler(label: $0, level: level) }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line = ["level": "\(event.level)", "label": label, "message": event.message.description]
        line["time"] = Timestamp(Date()).description
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            line[key] = value.description
        }
        if let error = event.error { line["fault"] = "\(error)" }
        guard var data = try? WireJSON.encode(line) else { return }
        data.append(0x0A)
        try? sink.write(contentsOf: data)
    }
}

extension Logger.Level {
    /// What a site may choose as the least level that is written.
    public static let configurable: [Self] = [.debug, .info, .notice, .warning, .error]
}
