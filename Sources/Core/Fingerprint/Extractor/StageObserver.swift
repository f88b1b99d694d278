/// What the extractor makes on its way, in order; the names are stable keys for golden pictures.
public enum Stage: String, Sendable, CaseIterable {
    /// Grey levels of the picture at 500 ppi.
    case normalised
    /// Local deviation of the grey levels, per cell of 8 x 8 pixels.
    case contrast
    /// 1 where the print is, per cell.
    case mask
    /// Radians across the ridges, 0..<π from the x axis towards the y axis, per cell.
    case orientation
    /// Pixels from ridge to ridge, per cell.
    case period
    /// How sure the network is that a minutia lies there, 0...1, per 4 x 4 pixels of the part that holds the print.
    case heat
    /// Strength · cos(phase) of the ridge pattern, where the filters are used.
    case enhanced
    /// How far the print can be trusted, 0...1, per cell, where the filters are used.
    case reliability
}

/// Sees the extractor's intermediates; costs nothing when there is none.
public protocol StageObserver {
    /// Says that a stage is done, before its intermediate is laid out: for measuring times.
    func reached(_ stage: Stage)
    /// False to be told of stages alone, without the work of laying out their intermediates.
    var wantsValues: Bool { get }
    /// - Parameter values: row by row; valid after the call, but biometric data: wipe or drop it soon.
    func observe(_ stage: Stage, width: Int, height: Int, values: [Float])
}

extension StageObserver {
    public func reached(_ stage: Stage) {}
    public var wantsValues: Bool { true }

    func observe(_ stage: Stage, _ plane: Plane<Float>) {
        reached(stage)
        guard wantsValues else { return }
        observe(stage, width: plane.width, height: plane.height, values: Array(plane.values))
    }

    func observe(_ mask: Plane<Bool>) {
        reached(.mask)
        guard wantsValues else { return }
        observe(.mask, width: mask.width, height: mask.height, values: mask.values.map { $0 ? 1 : 0 })
    }

    func observe(_ heads: FeatureMap<Float>) {
        reached(.heat)
        guard wantsValues else { return }
        let values = (0..<heads.height).flatMap { y in
            (0..<heads.width).map { x in HeatPeaks.sigmoid(heads.row(y)[x * heads.channels]) }
        }
        observe(.heat, width: heads.width, height: heads.height, values: values)
    }

    func observe(_ field: RidgeField) {
        reached(.orientation)
        reached(.period)
        guard wantsValues else { return }
        let cells = 0..<field.grid.count
        observe(
            .orientation, width: field.grid.columns, height: field.grid.rows, values: cells.map(field.normalAngle))
        observe(
            .period, width: field.grid.columns, height: field.grid.rows,
            values: cells.map { field.waveNumber($0) > 0 ? 2 * .pi / field.waveNumber($0) : 0 })
    }
}
