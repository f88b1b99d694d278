/// `to-link/alarms.json`: what is wrong at the station, as codes and nothing else.
public struct StationAlarms: Codable, Sendable, Equatable {
    /// Bytes of the JSON form, at most.
    public static let limit = 4096

    public let codes: [String]

    public init(codes: [String]) { self.codes = codes }
}
