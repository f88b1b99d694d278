import ArgumentParser
import Foundation
import Ground
import Watchlist

/// What an officer is told of the listed persons.
struct PersonOptions: ParsableArguments {
    @Option(help: "What to beware of, any number of times: \(Words<Caution>.known).", transform: Words.parseKnown)
    var caution: [Caution] = []

    @Option(help: "What is to be done: \(Words<ListedAction>.known).", transform: Words.parseKnown)
    var action: ListedAction?

    @Option(help: "The person's name, as it is to be shown.")
    var name: String?

    @Option(
        help: ArgumentHelp("1970, 1970-05 or 1970-05-31.", valueName: "date"),
        transform: { text in
            guard let date = PartialDate(text) else { throw ValidationError("'\(text)' is no date like 1970-05-31.") }
            return date
        })
    var birthDate: PartialDate?

    @Option(help: ArgumentHelp("A code of ISO 3166 (alpha-3) or ICAO, any number of times.", valueName: "code"))
    var nationality: [String] = []

    @Option(help: "\(Words<DisplayData.Sex>.all).", transform: Words.parse)
    var sex: DisplayData.Sex = .unspecified

    @Option(help: ArgumentHelp("A JPEG or PNG of at most 30,000 bytes.", valueName: "file"), completion: .file())
    var photograph: String?

    /// Whether anything is said of one person alone.
    var isNamed: Bool {
        name != nil || birthDate != nil || !nationality.isEmpty || sex != .unspecified || photograph != nil
    }

    /// - Throws: ``Fault`` `list.record`, `disk.*`.
    func display(of record: String) throws(Fault) -> DisplayData {
        var display = DisplayData(
            name: name ?? "", birthDate: birthDate, nationalities: nationality, sex: sex)
        if let photograph {
            display.photograph = WipingBytes(
                try DurableFile.read(URL(filePath: photograph), limit: DisplayData.photographLimit))
        }
        try display.check(of: record)
        return display
    }
}
