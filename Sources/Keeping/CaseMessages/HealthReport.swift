public import Ground

/// What a device tells the hub about itself; nothing about travellers.
public struct HealthReport: Codable, Sendable, Equatable {
    /// Bytes of the JSON form, at most: a device may have a thousand lists.
    public static let limit = 131_072

    /// Version of the firmware.
    public let software: String
    /// The newest generation of each list on the device, by owner.
    public let generations: [String: Int]
    /// Items not yet receipted.
    public let queueDepth: Int
    public let oldestItem: Timestamp?
    /// One word, `ready` when all is well, otherwise the code of the fault.
    public let state: String
    /// `number:digest` of the newest audit record that the station kept apart; nil where there is none yet.
    public let auditHead: String?
    /// Where the device's private keys lie: `tpm` or `file`.
    public let keys: String?
    /// Owners whose list the station could not take up, each with the fault's code; the empty owner stands for all.
    public let refusedLists: [String: String]?
    /// Which formats of lists it reads; nil of a device from before format 3.
    public let listFormats: [Int]?
    /// Which messages of the centre it reads, as ``CentreMessage/readable``; nil of a device that reads replies alone.
    public let messageKinds: [String]?

    /// Codes of what was damaged or gone at the station, and was begun anew; nil where nothing was.
    public let damaged: [String]?

    public init(
        software: String, generations: [String: Int], queueDepth: Int, oldestItem: Timestamp?, state: String,
        auditHead: String? = nil, keys: String? = nil, refusedLists: [String: String]? = nil,
        listFormats: [Int]? = nil, messageKinds: [String]? = nil, damaged: [String]? = nil
    ) {
        self.software = software
        self.generations = generations
        self.queueDepth = queueDepth
        self.oldestItem = oldestItem
        self.state = state
        self.auditHead = auditHead
        self.keys = keys
        self.refusedLists = refusedLists
        self.listFormats = listFormats
        self.messageKinds = messageKinds
        self.damaged = damaged
    }
}
