internal import Ground

/// What one part of a file says of its resolution, along rows and down columns.
struct StatedResolution: Equatable {
    /// Pixels per unit; zero where nothing is said.
    let across: Double
    let down: Double
    /// Units in an inch; nil where only the shape of the pixels is stated.
    let unitsPerInch: Double?
    /// What is stated and cannot be understood, in words.
    let riddle: String?

    /// What is stated and cannot be understood, so that nobody may take its place with a guess.
    static func unread(_ riddle: String) -> StatedResolution {
        StatedResolution(across: .infinity, down: .infinity, unitsPerInch: nil, riddle: riddle)
    }

    /// - Parameter unit: as TIFF and EXIF count them: 1 none, 2 inches, 3 centimetres.
    init(across: Double, down: Double, unit: Int) {
        self.init(
            across: across, down: down, unitsPerInch: unit == 2 ? 1 : unit == 3 ? Self.centimetres : nil,
            riddle: (1...3).contains(unit) ? nil : "an unknown unit \(unit)")
    }

    init(across: Double, down: Double, unitsPerInch: Double?, riddle: String? = nil) {
        self.across = across
        self.down = down
        self.unitsPerInch = unitsPerInch
        self.riddle = riddle
    }

    static let metres = 0.0254
    static let centimetres = 2.54

    /// The one resolution of a file that may state it in several places: within 1 % they say the same, as rounding does.
    ///
    /// 72, 96 and 1 are what drawing programs write when they do not know; no reader has fewer than 100 ppi.
    /// - Parameter told: what a person says it is, whatever the file states.
    /// - Returns: pixels per inch to a hundredth (19685 per metre are 500); nil where none is stated.
    /// - Throws: ``Fault`` `image.resolution` for what cannot be honoured: pixels that are not square, two resolutions,
    ///   a unit that there is not, fewer than 100 ppi.
    static func agreed(_ statements: [StatedResolution], format: String, told: Double?) throws(Fault) -> Double? {
        if let told { return told }
        var agreed: Double?
        for statement in statements where statement.across != 0 || statement.down != 0 {
            if let riddle = statement.riddle { throw fault(format, riddle) }
            guard isOne(statement.across, statement.down) else {
                throw fault(format, "pixels that are not square (\(statement.across) x \(statement.down))")
            }
            guard let unitsPerInch = statement.unitsPerInch else { continue }
            let pixelsPerInch = ((statement.across + statement.down) / 2 * unitsPerInch * 100).rounded() / 100
            if isDefault(pixelsPerInch) { continue }
            guard pixelsPerInch >= 100 else { throw fault(format, "\(pixelsPerInch) ppi, fewer than any reader has") }
            guard pixelsPerInch < 100_000 else { throw fault(format, "\(pixelsPerInch) ppi, which no reader has") }
            guard isOne(agreed ?? pixelsPerInch, pixelsPerInch) else {
                throw fault(format, "both \(agreed ?? 0) and \(pixelsPerInch) ppi")
            }
            agreed = agreed ?? pixelsPerInch
        }
        return agreed
    }

    /// As near as it is when rounded to whole pixels per centimetre.
    private static func isDefault(_ pixelsPerInch: Double) -> Bool {
        [1, 72, 96].contains { abs(pixelsPerInch - $0) <= 0.015 * $0 }
    }

    private static func isOne(_ one: Double, _ other: Double) -> Bool {
        min(one, other) > 0 && max(one, other) <= min(one, other) * 1.01
    }

    private static func fault(_ format: String, _ what: String) -> Fault {
        Fault(.imageResolution, "the \(format) states \(what); scan again, or say what it has with --ppi")
    }
}
