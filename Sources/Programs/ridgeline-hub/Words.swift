import ArgumentParser

/// The cases of an enumeration as words of the command line.
enum Words<Value: CaseIterable> {
    static var all: String { Value.allCases.map { "\($0)" }.joined(separator: ", ") }

    /// - Throws: `ValidationError` that names the words there are.
    static func parse(_ word: String) throws -> Value {
        guard let value = Value.allCases.first(where: { "\($0)" == word }) else {
            throw ValidationError("'\(word)' is none of \(all).")
        }
        return value
    }
}

/// A set of which 0 is what a later version says.
extension Words where Value: RawRepresentable<UInt8> {
    static var known: String { Value.allCases.filter { $0.rawValue != 0 }.map { "\($0)" }.joined(separator: ", ") }

    /// - Throws: `ValidationError` that names the words there are.
    static func parseKnown(_ word: String) throws -> Value {
        guard let value = try? parse(word), value.rawValue != 0 else {
            throw ValidationError("'\(word)' is none of \(known).")
        }
        return value
    }
}
