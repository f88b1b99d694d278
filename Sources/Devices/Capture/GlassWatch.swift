internal import Imaging

/// Tells from pictures of the glass without a finger whether it must be cleaned.
///
/// What is seen at the same place in three pictures running, after three different fingers, is no finger: it is dirt or a
/// latent print. 15 mm² of that, a tenth of a finger tip, asks for a cloth; the first picture without it clears the glass.
/// Only places are kept, never a picture.
struct GlassWatch: Sendable {
    private static let pictures = 3
    private static let dirtyArea = 15.0

    /// How many pictures running each square has had something on it.
    private var runs: [Int] = []

    /// - Returns: whether the glass must be cleaned.
    mutating func look(at image: GrayImage) -> Bool {
        let view = GlassView(image)
        let marks = view.marks
        if runs.count != marks.count { runs = [Int](repeating: 0, count: marks.count) }
        for (square, isMarked) in marks.enumerated() { runs[square] = isMarked ? runs[square] + 1 : 0 }
        return Double(runs.count { $0 >= Self.pictures }) * view.squareArea >= Self.dirtyArea
    }
}
