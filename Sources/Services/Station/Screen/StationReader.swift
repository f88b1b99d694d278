/// One of several readers of a station, for the officer, who knows it by its number: its place among them, from 1.
public struct StationReader: Sendable, Codable, Equatable {
    /// Its name as samples give it; what the setting says until it is found.
    public internal(set) var device: String
    public internal(set) var report = ReaderReport(.starting)

    init(device: String) { self.device = device }
}
