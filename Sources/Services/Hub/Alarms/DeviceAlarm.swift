public import Ground

/// What the centre has to look into at a device; it stays until a person clears it, or what it is about ends.
public struct DeviceAlarm: Sendable, Codable, Equatable {
    public enum Kind: String, Sendable, Codable {
        /// The device's audit log has lost records, or others stand in their place.
        case audit
        /// Something of the device's state was damaged or gone, and it began it anew, or could not.
        case damaged
        /// The device says of itself what cannot be.
        case claims
        /// The device could not be given the key of a list that it may have: the hub cannot read it.
        case listKey
        /// The device may have a list that its software cannot read: it misses what has changed there.
        case listFormat
        /// The device sends more than its share.
        case quota
        /// Too much of what the device sends cannot be opened.
        case quarantine
        /// The device has not been heard of for long; ends by itself.
        case silent
        /// What the device has for the centre does not come; ends by itself.
        case waiting
    }

    public let kind: Kind
    /// What was seen the first time.
    public let text: String
    public let since: Timestamp
    /// When it was seen last.
    public let last: Timestamp
    /// How often it was seen.
    public let times: Int
}
