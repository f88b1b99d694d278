import ArgumentParser
import CommandSupport
import Fingerprint
import Foundation
import Ground

struct Match: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare two prints.",
        discussion: """
            Each of the two is a picture (PNG, JPEG, PGM, BMP), a template of `ridgeline extract`, or another system's \
            ISO/IEC 19794-2 (2005, 2011) or INCITS 378 (2004, 2007, 2009) record, its first finger.

            The score is -log10 of the false match rate: 4 means that of 10,000 comparisons of different fingers one \
            scores this or more.

            EXAMPLES
              ridgeline match 101_1.png 101_2.png
              ridgeline extract 101_1.png --output 101_1.fmr && ridgeline match 101_1.fmr 101_2.png --json
            """)

    @Argument(help: "The probe: a picture or template file.")
    var probe: String

    @Argument(help: "The reference: a picture or template file.")
    var reference: String

    @OptionGroup var resolution: Resolution

    @Flag(help: "Print {\"score\":x,\"falseMatchRate\":x,\"meaning\":\"…\"}.")
    var json = false

    func run() throws {
        let templates = try [probe, reference].map {
            PreparedTemplate(try PrintFile.template($0, pixelsPerInch: resolution.pixelsPerInch))
        }
        let result = MatchResult(score: Matcher(probe: templates[0]).score(against: templates[1]))
        if json {
            print(try WireJSON.line(result))
        } else {
            print("score \(String(format: "%.2f", result.score)): \(result.meaning)")
        }
    }
}

/// A score and what it says, in words.
struct MatchResult: Encodable {
    let score: Double
    let falseMatchRate: Double
    let meaning: String

    init(score: Double) {
        self.score = score
        falseMatchRate = min(1, pow(10, -score))
        let often =
            "about one in \(Int(pow(10, min(score, 15)).rounded())) comparisons of different fingers scores so high"
        meaning =
            switch score {
            case ..<1: "nothing speaks for the same finger; different fingers often score so high"
            case ..<3: "hardly anything speaks for the same finger; \(often)"
            case ..<4: "probably the same finger; \(often)"
            case ..<6: "very probably the same finger; \(often)"
            default:
                "the same finger, as far as a score can say; at most one in a million comparisons of different fingers scores so high"
            }
    }
}
