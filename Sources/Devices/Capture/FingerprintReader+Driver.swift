package import Ground

/// What every driver says and does alike.
extension FingerprintReader {
    /// A call that comes at the wrong time.
    package func misuse(_ what: String) -> Fault { Fault(.readerMisuse, "\(identity.name) \(what)") }
    package var alreadyOpen: Fault { misuse("is already open; close it first") }
    package var notOpen: Fault { misuse("is not open; open it first") }
    package var noFinger: Fault { misuse("was asked for a picture without a finger on it; await one first") }
}
