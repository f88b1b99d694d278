/// What an emulated video node can be made to do wrong, as real drivers do.
public enum VideoFault: String, Sendable, Hashable, CaseIterable {
    /// Another program streams: the format cannot be set (EBUSY).
    case busyAtFormat
    /// Another program was faster: the camera does not start (EBUSY).
    case busyAtStart
    /// The format is another than asked for, and understood.
    case otherFormat
    /// The format is another than asked for, and not understood.
    case foreignFormat
    /// The driver gives no buffers.
    case noBuffers
    /// Unplugged while a frame is read (ENODEV).
    case unpluggedAtDequeue
    /// Unplugged while a frame is there: seen only when its buffer is queued again (ENODEV).
    case unpluggedAtQueue
    /// The bus failed (EIO).
    case brokenStream
    /// A buffer cannot be queued (EINVAL).
    case refusedBuffer
    /// The wait ends and there is no frame (EAGAIN).
    case nothingThere
    /// A frame flagged as damaged (0x40).
    case flagged
    /// A frame of half its bytes.
    case cutShort
    /// A frame of no bytes at all.
    case empty
    /// The driver tells of more bytes than the buffer has.
    case boastful
    /// Three frames never come.
    case gap
    /// Nothing comes any more.
    case silence
}
