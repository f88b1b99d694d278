/// Keeps the vortices that are minutiae.
struct VortexFilter {
    let mask: Plane<Bool>
    let reliability: Plane<Float>
    let parameters: Parameters

    func minutiae(_ vortices: [PhaseVortex]) -> [PhaseVortex] {
        let rated = vortices.map { vortex in
            var vortex = vortex
            vortex.reliability = reliability(at: vortex)
            return vortex
        }
        let inside = withoutPairs(rated).filter { isInside($0) && $0.reliability >= parameters.leastReliability }
        return Array(inside.sorted { $0.reliability > $1.reliability }.prefix(parameters.mostMinutiae))
    }

    /// Takes out pairs that face each other or turn their backs closer than the noise makes them: a broken ridge,
    /// a bridge, a pore, an island. The closest pair goes first.
    private func withoutPairs(_ vortices: [PhaseVortex]) -> [PhaseVortex] {
        var pairs: [(first: Int, second: Int, distance: Float)] = []
        for first in vortices.indices {
            for second in vortices.indices.dropFirst(first + 1) {
                let (a, b) = (vortices[first], vortices[second])
                let (dx, dy) = (b.x - a.x, b.y - a.y)
                guard abs(dx) < parameters.pairReach, abs(dy) < parameters.pairReach else { continue }
                guard a.directionX * b.directionX + a.directionY * b.directionY < parameters.pairOpposition
                else { continue }
                let along = (dx * a.directionX + dy * a.directionY) / parameters.pairAlong
                let across = (dx * a.directionY - dy * a.directionX) / parameters.pairAcross
                let distance = along * along + across * across
                if distance < 1 { pairs.append((first, second, distance)) }
            }
        }
        var kept = [Bool](repeating: true, count: vortices.count)
        for pair in pairs.sorted(by: { $0.distance < $1.distance }) where kept[pair.first] && kept[pair.second] {
            kept[pair.first] = false
            kept[pair.second] = false
        }
        return vortices.indices.filter { kept[$0] }.map { vortices[$0] }
    }

    private func reliability(at vortex: PhaseVortex) -> Float {
        reliability[Int(vortex.x) / CellGrid.cell, Int(vortex.y) / CellGrid.cell]
    }

    /// Whether the print goes on for some way in every direction.
    private func isInside(_ vortex: PhaseVortex) -> Bool {
        let reach = parameters.borderReach
        for (dx, dy) in [(1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7)]
            as [(Float, Float)]
        {
            let (x, y) = (vortex.x + dx * reach, vortex.y + dy * reach)
            guard x >= 0, y >= 0, Int(x) / CellGrid.cell < mask.width, Int(y) / CellGrid.cell < mask.height,
                mask[Int(x) / CellGrid.cell, Int(y) / CellGrid.cell]
            else { return false }
        }
        return true
    }
}
