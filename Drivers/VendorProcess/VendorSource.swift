public import Capture
public import Ground

/// A vendor's process as the place that a managed reader gets its reader from.
public struct VendorSource: ReaderSource {
    private let path: String
    private let arguments: [String]

    /// - Parameter path: of a Unix socket that the process listens on, or of the executable itself.
    public init(_ path: String, arguments: [String] = []) {
        self.path = path
        self.arguments = arguments
    }

    public var name: String { ReaderSetting.vendor(path: path).description }

    public func take() async throws(Fault) -> ReaderLease {
        ReaderLease(reader: try await VendorReader(path, arguments: arguments), place: path)
    }

    public func giveBack(_ lease: ReaderLease) async { await lease.reader.close() }

    /// The process itself says when its reader is gone.
    public func isThere(_ lease: ReaderLease) async -> Bool { true }

    public func changes() async -> AsyncStream<Void> { AsyncStream { $0.finish() } }
}
