/// What is wanted of a camera; it does what comes nearest.
public struct CameraWish: Sendable, Hashable {
    public enum Exposure: Sendable, Hashable {
        case automatic
        case time(Duration)
    }
    public enum Focus: Sendable, Hashable {
        case automatic
        /// In the camera's own units, a higher number being nearer.
        case distance(Int)
    }

    /// Pixels.
    public var width = 1280
    /// Pixels.
    public var height = 720
    public var framesPerSecond = 30
    /// The kinds of frame that are accepted, the best first.
    public var formats: [PixelFormat]
    /// nil leaves the exposure as it is.
    public var exposure: Exposure?
    /// nil leaves the focus as it is.
    public var focus: Focus?

    public init(formats: [PixelFormat]) { self.formats = formats }

    /// Motion JPEG first: nothing else fits 30 frames a second of 1280 x 720 through USB 2.
    public static let preview = CameraWish(formats: [.motionJPEG, .nv12, .yuyv, .gray])
    /// What the sensor saw first: the fewer steps to a picture, the better.
    public static let still = CameraWish(formats: [.gray, .yuyv, .nv12, .motionJPEG])
}

/// What a camera agreed to, as it said itself when it was asked again.
public struct CameraAgreement: Sendable, Hashable, Codable {
    public let format: FrameFormat
    /// nil where the camera does not say.
    public let framesPerSecond: Double?
    /// In units of 100 microseconds; nil where it was not set.
    public let exposure: Int?
    /// In the camera's own units; nil where it was not set.
    public let focus: Int?

    public init(format: FrameFormat, framesPerSecond: Double?, exposure: Int? = nil, focus: Int? = nil) {
        self.format = format
        self.framesPerSecond = framesPerSecond
        self.exposure = exposure
        self.focus = focus
    }
}
