/// In what way an encounter's samples resemble a record's parts.
public enum Basis: String, Sendable, Codable, CaseIterable {
    /// Each as declared: the right index the right index.
    case asDeclared
    /// One sample alone resembles one part, whatever was declared of it: of the others nothing is known, or they say nothing.
    case single
    /// Several samples resemble several parts, in another order than was declared: fingers were swapped.
    case swapped
}
