/// A point around which the phase of the ridge pattern turns once: there one ridge more lies on one side than on the
/// other, so a ridge ends or forks (Larkin and Fletcher 2007). Ridges broken by noise give two that turn opposite ways.
struct PhaseVortex {
    /// Pixels of the picture.
    var x, y: Float
    /// Unit vector along the ridges towards the side with one ridge more.
    var directionX, directionY: Float
    /// The one ridge more is dark (an ending); else it is a valley (a bifurcation).
    var isEnding: Bool
    /// 0...1.
    var reliability: Float
}
