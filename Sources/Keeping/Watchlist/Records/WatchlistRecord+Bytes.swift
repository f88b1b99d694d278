public import Ground

/// A record alone, as bytes: for whoever keeps it until it is published.
extension WatchlistRecord {
    /// - Throws: ``Fault`` `list.record` for what no list can hold, such as a text that is too long or more parts than fit.
    public func encoded() throws(Fault) -> WipingBytes { try RecordCoding.encode(self) }

    /// Reads what ``encoded()`` wrote.
    ///
    /// - Throws: ``Fault`` `list.malformed` for anything else.
    public init(id: String, decoding bytes: WipingBytes) throws(Fault) {
        self = try RecordCoding.decode(id: id, bytes)
    }
}
