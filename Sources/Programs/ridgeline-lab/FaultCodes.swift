package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let benchHub = Self("bench.hub")
    package static let benchPatience = Self("bench.patience")
    package static let benchReceipt = Self("bench.receipt")
    package static let benchVerdict = Self("bench.verdict")
    package static let demoCommand = Self("demo.command")
    package static let demoCore = Self("demo.core")
    package static let demoPrints = Self("demo.prints")
    package static let demoPublication = Self("demo.publication")
    package static let demoSilence = Self("demo.silence")
    package static let demoWait = Self("demo.wait")
    package static let evaluatePlot = Self("evaluate.plot")
}
