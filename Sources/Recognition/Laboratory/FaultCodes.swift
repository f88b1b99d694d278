package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let setEmpty = Self("set.empty")
    package static let setMissing = Self("set.missing")
    package static let setName = Self("set.name")
    package static let traceMemory = Self("trace.memory")
}
