import ArgumentParser

/// Owners of lists as the command line names them, commas between them.
///
/// A name that is empty, as of a shell's variable that is not set, is wrong usage: it would take lists away.
struct ListNames: ExpressibleByArgument, CustomStringConvertible {
    let owners: Set<String>

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false)
        guard names.allSatisfy({ !$0.isEmpty }) else { return nil }
        owners = Set(names.map(String.init))
    }

    var description: String { owners.sorted().joined(separator: ",") }
}
