/// How a finger was put down and what the reader made of it.
public struct Conditions: Sendable {
    /// Radians, counter-clockwise.
    public var rotation: Float = 0
    /// Pixels at 500 ppi to the right of the field's middle.
    public var shiftX: Float = 0
    /// Pixels at 500 ppi below the field's middle.
    public var shiftY: Float = 0
    /// How far the skin is dragged and stretched at the edge of the contact, in pixels at 500 ppi.
    public var distortion: Float = 0
    /// −1 (hardly touching: small area, thin ridges) to 1 (pressed hard).
    public var pressure: Float = 0
    /// −1 (dry: broken, grainy ridges) to 1 (wet: ridges run together).
    public var moisture: Float = 0
    /// Grey levels of the sensor's own noise (standard deviation).
    public var noise: Float = 2
    /// Share of the full range between ridge and valley.
    public var contrast: Float = 0.8

    public init() {}

    /// What happens at a counter: mostly good, sometimes bad.
    ///
    /// - Parameter strength: 1 for a usual range of conditions, 0 for perfect ones, up to 2 for hard training.
    static func natural(strength: Float, using random: inout SeededRandom) -> Conditions {
        var conditions = Conditions()
        conditions.rotation = random.normal(0.13) * strength
        conditions.shiftX = random.normal(14) * strength
        conditions.shiftY = random.normal(20) * strength
        conditions.distortion = random.uniform(0...7) * strength
        conditions.pressure = max(-1, min(1, random.normal(0.4) * strength))
        conditions.moisture = max(-1, min(1, random.normal(0.4) * strength))
        conditions.noise = 1.5 + random.uniform(0...3) * strength
        conditions.contrast = 0.85 - random.uniform(0...0.3) * strength
        return conditions
    }
}
