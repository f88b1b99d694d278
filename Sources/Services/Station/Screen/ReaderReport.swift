internal import Capture
internal import Ground

/// How the reader is, for the officer, with the reason a technician needs.
public struct ReaderReport: Sendable, Codable, Equatable {
    public enum Name: String, Sendable, Codable { case starting, ready, cleaningNeeded, unplugged, fault }

    public let name: Name
    /// Empty when all is well.
    public let reason: String

    public init(_ name: Name, reason: String = "") {
        self.name = name
        self.reason = reason
    }

    /// Whether it takes fingers.
    package var isWorking: Bool { name == .ready || name == .cleaningNeeded }

    /// From the best on.
    private static let ranks: [Name] = [.ready, .cleaningNeeded, .starting, .unplugged, .fault]

    /// Of several readers the best: as long as one works, travellers are served. The first where several are alike.
    static func best(of reports: [ReaderReport]) -> ReaderReport? {
        ranks.lazy.compactMap { rank in reports.first { $0.name == rank } }.first
    }

    /// nil while a finger is on the glass, which the stage tells better.
    init?(of state: ReaderState) {
        switch state {
        case .starting: self.init(.starting)
        case .ready: self.init(.ready)
        case .cleaningNeeded: self.init(.cleaningNeeded, reason: "dirt or a latent print on the glass; wipe it")
        case .capturing: return nil
        case .unplugged: self.init(.unplugged, reason: "the reader is not plugged in; plug it in")
        case .fault(let fault): self.init(.fault, reason: fault.description)
        }
    }
}
