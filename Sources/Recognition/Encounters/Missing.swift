/// Why something that the plan asks for was not taken, though nobody has declared that it cannot be.
public enum Missing: String, Sendable, Codable, CaseIterable {
    /// This station has nothing to take it with.
    case noDevice
    /// No attempt gave anything that can be searched.
    case unusable
    /// Each attempt showed something that was taken before.
    case repeated
    /// The traveller did not come back for it.
    case travellerLeft
    /// What had to be lifted for another attempt stayed on the glass.
    case glassOccupied
    /// The officer has passed it over.
    case skipped
}
