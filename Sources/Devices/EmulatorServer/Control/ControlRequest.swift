/// One line of the control protocol: what hands do to an emulated reader (docs/emulation.md).
public struct ControlRequest: Codable, Sendable {
    public enum Action: String, Codable, Sendable, CaseIterable {
        case list, present, lift, unplug, plug, fault, deafen
    }

    public let action: Action
    /// Its port, for example `9-1`; nil for `list`.
    public let device: String?
    /// For `present`: a file in the folder of prints; nil takes the next one.
    public let print: String?
    /// For `fault`: one that every device can have, or one of the device's own.
    public let fault: String?
    /// For `fault`: how often; 1 unless said otherwise.
    public let times: Int?
    /// For `fault`: transfers that still go well before.
    public let skip: Int?
    /// For `fault`: the endpoint's address; nil means the first that has something to say.
    public let endpoint: UInt8?
    /// For `unplug`: at which transfer from now on, counted from 1.
    public let atTransfer: Int?
    /// For `unplug`: when the device comes into this state.
    public let inState: String?

    public init(
        _ action: Action, device: String? = nil, print: String? = nil, fault: String? = nil, times: Int? = nil,
        skip: Int? = nil, endpoint: UInt8? = nil, atTransfer: Int? = nil, inState: String? = nil
    ) {
        self.action = action
        self.device = device
        self.print = print
        self.fault = fault
        self.times = times
        self.skip = skip
        self.endpoint = endpoint
        self.atTransfer = atTransfer
        self.inState = inState
    }

    private enum CodingKeys: String, CodingKey {
        case action = "do"
        case device, print, fault, times, skip, endpoint, atTransfer, inState
    }
}

/// The answer to one line.
public struct ControlReply: Codable, Sendable {
    public struct Device: Codable, Sendable {
        public let device: String
        /// `vendor:product:serial`.
        public let name: String
        public let plugged: Bool
        /// What it is doing, in its model's words.
        public let state: String
        public let faults: [String]
    }

    public let ok: Bool
    /// Of the fault, where not ok.
    public var code: String?
    public var message: String?
    /// For `list`.
    public var devices: [Device]?
    /// For `present`: the file whose print now lies on the glass.
    public var print: String?
}
