internal import Ground

/// What a hit of forms 1 and 2 says, of devices that served one finger: read for ever, never written.
struct EarlierHit: Decodable {
    private struct Candidate: Decodable {
        let list: String
        let record: String
        let finger: UInt8
        let score: Double
        let falsePositiveRate: Double
    }

    private let identifier: UUIDv7
    private let correlation: UUIDv7
    private let time: Timestamp
    private let device: String
    private let readerName: String
    private let readerModel: String
    private let officer: String
    private let purpose: String
    private let generations: [String: Int]
    private let result: HitFacts.Result
    private let candidates: [Candidate]
    private let quality: Int
    private let imageWidth: Int
    private let imageHeight: Int
    private let pixelsPerInch: Double
    private let templateFormat: TemplateFormat
    private let picture: ProbePicture?

    /// The first form encloses the frame's pixels, the second what `picture` says.
    var form: UInt8 { picture == nil ? 1 : 2 }

    var statement: HitStatement {
        HitStatement(
            facts: HitFacts(
                identifier: identifier, correlation: correlation, time: time,
                capture: HitFacts.Capture(device: device, officer: officer, purpose: purpose),
                search: HitFacts.Search(
                    generations: generations, result: result,
                    candidates: candidates.map {
                        HitCandidate(
                            list: $0.list, record: $0.record, score: $0.score, falsePositiveRate: $0.falsePositiveRate,
                            evidence: [.init(sample: 0, kind: "finger", position: $0.finger, score: $0.score)])
                    })),
            samples: [
                HitSample.Facts(
                    kind: "finger", quality: quality, deviceName: readerName, deviceModel: readerModel, time: time,
                    templateFormat: templateFormat,
                    frame: HitSample.Frame(width: imageWidth, height: imageHeight, pixelsPerInch: pixelsPerInch),
                    picture: picture)
            ])
    }
}
