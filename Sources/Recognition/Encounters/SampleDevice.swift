/// What took a sample.
public struct SampleDevice: Sendable, Codable, Hashable {
    /// Stable: the same device has it after every start.
    public let name: String
    public let model: String

    public init(name: String, model: String) {
        self.name = name
        self.model = model
    }
}
