internal import Ground

/// The reader's answer to the question whether a finger lies on it.
enum FingerCheck {
    private static let strengthAt = 12
    /// A finger in a recording gives 0xF7, of 255.
    private static let leastStrength: UInt8 = 0x31

    /// - Parameter reply: checked against its command.
    static func findsFinger(_ reply: [UInt8]) -> Bool {
        reply.count > strengthAt && reply[strengthAt] >= leastStrength
    }
}
