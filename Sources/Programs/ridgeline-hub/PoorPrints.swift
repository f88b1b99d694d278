import ArgumentParser
import Ground
import Hub
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

    /// Unusable prints stop the command, unless they may be left out and something remains.
    ///
    /// - Throws: ``Fault`` `hub.unusablePrint` with so many reasons that a person reads them, and how many there are.
    static func check(_ enrolled: Enrolled, skipUnusable: Bool) throws(Fault) {
        let reasons = enrolled.unusable
        guard !reasons.isEmpty, !skipUnusable || enrolled.records.isEmpty else { return }
        let more = reasons.count > 20 ? "; and \(reasons.count - 20) more" : ""
        let shown = reasons.prefix(20).joined(separator: "; ")
        throw Fault(
            .hubUnusablePrint,
            "nothing is enrolled: \(reasons.count) unusable: \(shown)\(more); "
                + "give better prints, leave out records whose time is over, or say --skip-unusable or --accept-poor")
    }
}
