/// How long a managed reader puts up with things.
public struct ReaderLimits: Sendable {
    /// A finger that lies longer on the glass after its picture is taken for dirt, which looks like one; nil never.
    public var finger: Duration?
    /// A reader of which nobody wants anything for this long is switched off, and its port may sleep; nil never.
    public var idle: Duration?

    public init(finger: Duration? = .seconds(15), idle: Duration? = .seconds(60)) {
        self.finger = finger
        self.idle = idle
    }
}
