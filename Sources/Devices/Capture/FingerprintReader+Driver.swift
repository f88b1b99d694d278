package import Ground

/// What every driver says and does alike.
extension FingerprintReader {
    /// A call that comes at the wrong time.
    package func misuse(_ what: String) -> Fault { Fault(.readerMisuse, "\(identity.name) \(what)") }

    /// Lets some time pass between two looks for a finger.
    ///
    /// - Throws: ``Fault`` `reader.cancelled` when the calling task was cancelled.
    package func rest(_ pause: Duration, on clock: any Clock<Duration>) async throws(Fault) {
        do { try await clock.sleep(for: pause) } catch {
            throw Fault(.readerCancelled, "the wait for a finger was ended; start again", cause: error)
        }
    }
}
