public import Ground

/// What was taken of a traveller in one step: the best of its attempts.
///
/// Thread-safe: immutable; what it holds wipes itself when the encounter ends.
public struct Sample: Sendable {
    public let step: Step
    public let device: SampleDevice
    /// Of how many attempts it is the best.
    public let attempts: Int
    /// 0...100.
    public let quality: Int
    public let time: Timestamp
    /// What is searched, in the bytes that the modality of this kind reads.
    public let template: WipingBytes
    /// Names the form of the template in a hit, with its version.
    public let templateFormat: String
    /// What an examiner looks at; nil where there is nothing to see.
    public let picture: (any SamplePicture)?

    public init(
        step: Step, device: SampleDevice, attempts: Int, quality: Int, time: Timestamp, template: WipingBytes,
        templateFormat: String, picture: (any SamplePicture)?
    ) {
        self.step = step
        self.device = device
        self.attempts = attempts
        self.quality = quality
        self.time = time
        self.template = template
        self.templateFormat = templateFormat
        self.picture = picture
    }

    /// The same, of nobody knows which finger.
    public var undeclared: Sample {
        Sample(
            step: Step(step.kind), device: device, attempts: attempts, quality: quality, time: time, template: template,
            templateFormat: templateFormat, picture: picture)
    }
}
