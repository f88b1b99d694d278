public import Ground

/// Why there is no template.
public enum ExtractionError: Error, Sendable, Equatable {
    /// The traveller can help.
    case retry(Retry)
    /// The picture itself is wrong: for the technician.
    case fault(Fault)
}
