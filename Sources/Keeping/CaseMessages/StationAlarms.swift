/// `to-link/alarms.json`: what is wrong at the station, as codes and nothing else.
public struct StationAlarms: Codable, Sendable, Equatable {
    /// Bytes of the JSON form, at most.
    public static let limit = 4096

    public let codes: [String]
    /// Those of them that say that something was damaged or gone, and was begun anew; nil where none does.
    public let damaged: [String]?

    public init(codes: [String], damaged: [String] = []) {
        (self.codes, self.damaged) = (codes, damaged.isEmpty ? nil : damaged)
    }
}
