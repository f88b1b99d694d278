extension Evaluation {
    /// The scores file: one line `<imgA> <imgB> <score>` per pair, `FAIL` for the score where either failed to enrol.
    ///
    /// Numbers are written with as many digits as they need to be read back exactly.
    public var scoresFile: String {
        var lines = ""
        for (first, second, score) in pairs {
            lines += "\(first.name) \(second.name) \(score.map(String.init(describing:)) ?? "FAIL")\n"
        }
        return lines
    }

    /// Genuine: same finger. Impostor: different fingers.
    public var errorRates: ErrorRates? {
        var genuine: [Double?] = []
        var impostor: [Double?] = []
        for (first, second, score) in pairs {
            if first.finger == second.finger { genuine.append(score) } else { impostor.append(score) }
        }
        return ErrorRates(genuine: genuine, impostor: impostor)
    }

    var pairs: [(PrintSet.Print, PrintSet.Print, Double?)] {
        var result: [(PrintSet.Print, PrintSet.Print, Double?)] = []
        result.reserveCapacity(scores.count)
        for (first, one) in enrolments.enumerated() {
            for other in enrolments[(first + 1)...] { result.append((one.print, other.print, scores[result.count])) }
        }
        return result
    }
}
