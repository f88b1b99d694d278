public import Fingerprint
public import Imaging

/// What extraction costs as pictures grow, each filled with ridges to its edges: the worst that a reader can send.
public struct PictureGrowth: Sendable, Codable {
    /// One size.
    public struct Point: Sendable, Codable {
        public let width, height: Int
        /// Of a core.
        public let milliseconds: Spread
        public let minutiae: Int
    }

    public let points: [Point]

    public static let sizes = [
        (160, 160), (256, 256), (300, 300), (388, 374), (500, 500), (640, 480), (640, 640), (800, 1000),
    ]

    /// - Parameters:
    ///   - print: laid side by side, mirrored, until the picture is full; taken as 500 ppi.
    ///   - rounds: extractions of each size.
    public init(of print: GrayImage, by extractor: TemplateExtractor, rounds: Int = 9) {
        points = Self.sizes.compactMap { width, height in
            let picture = Self.filled(width, height, with: print)
            var minutiae = 0
            let times = (0..<rounds).map { _ in
                let start = ThreadClock.now()
                minutiae = (try? extractor.extract(picture).template.count) ?? 0
                return (ThreadClock.now() - start) * 1000
            }
            return Spread(times).map { Point(width: width, height: height, milliseconds: $0, minutiae: minutiae) }
        }
    }

    private static func filled(_ width: Int, _ height: Int, with print: GrayImage) -> GrayImage {
        // The middle half of a print has ridges from edge to edge.
        let (left, top) = (print.width / 4, print.height / 4)
        let (across, down) = (max(1, print.width / 2), max(1, print.height / 2))
        func mirrored(_ at: Int, _ count: Int) -> Int {
            let within = at % (2 * count)
            return within < count ? within : 2 * count - 1 - within
        }
        return print.withPixels { from in
            GrayImage(width: width, height: height, pixelsPerInch: 500) { to in
                for y in 0..<height {
                    let row = (top + mirrored(y, down)) * print.width + left
                    for x in 0..<width { to[y * width + x] = from[row + mirrored(x, across)] }
                }
            }
        }
    }
}
