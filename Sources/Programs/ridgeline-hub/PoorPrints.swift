import ArgumentParser
import Logging

/// What is done with prints that would not be found.
struct PoorPrints: ParsableArguments {
    @Flag(help: "Enrol prints even where, compared with themselves, they would not be found; each is logged.")
    var acceptPoor = false

    /// On the standard error, whatever the report's form.
    func log(_ accepted: [String], list: String) {
        let logger = Logger(label: "ridgeline-hub")
        for print in accepted {
            logger.warning("poor print accepted", metadata: ["list": "\(list)", "print": "\(print)"])
        }
    }

    /// So many that a person reads them, and how many there are.
    static func shown(_ reasons: [String]) -> String {
        let more = reasons.count > 20 ? "; and \(reasons.count - 20) more" : ""
        return "\(reasons.count) unusable: " + reasons.prefix(20).joined(separator: "; ") + more
    }
}
