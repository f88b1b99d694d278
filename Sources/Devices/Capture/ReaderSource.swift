public import Ground

/// Where a managed reader gets its reader from: the USB bus, or a vendor's process.
public protocol ReaderSource: Sendable {
    /// What is looked for, for people.
    var name: String { get }
    /// Finds a reader and keeps it for the caller alone.
    ///
    /// - Throws: ``Fault`` `device.missing`, `device.busy` where others of this process have all there are.
    func take() async throws(Fault) -> ReaderLease
    func giveBack(_ lease: ReaderLease) async
    func isThere(_ lease: ReaderLease) async -> Bool
    /// Speaks up whenever something was plugged in or out, so that it is worth looking again.
    func changes() async -> AsyncStream<Void>
}

/// A closed reader that nobody else in this process uses.
public struct ReaderLease: Sendable {
    public let reader: any FingerprintReader
    /// Where it is: a port of the bus, or a path. One place has one reader.
    public let place: String

    public init(reader: any FingerprintReader, place: String) {
        self.reader = reader
        self.place = place
    }
}
