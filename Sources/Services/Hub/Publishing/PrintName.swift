internal import Fingerprint
internal import Foundation

/// What a picture's file name says: `anna_1.png` is a print of record `anna`, `anna_leftThumb.png` and `anna_leftThumb_2.png`
/// of that finger.
struct PrintName {
    /// Empty where the name says a finger and no person.
    let record: String
    /// nil where the name does not say.
    let finger: FingerPosition?

    init(_ picture: URL) {
        // What begins with a dot and has no letter is no ending: a case number may.
        let ending = picture.pathExtension
        let isEnding = ending.contains(where: \.isLetter) && !ending.contains("_")
        let name = (isEnding ? picture.deletingPathExtension() : picture).lastPathComponent
        var parts = name.split(separator: "_", omittingEmptySubsequences: false)
        finger = parts.suffix(2).reversed().lazy.compactMap(Self.finger).first
        if parts.count > 1, Self.finger(parts[parts.count - 1]) == nil { parts.removeLast() }
        if let last = parts.last, Self.finger(last) != nil { parts.removeLast() }
        record = parts.joined(separator: "_")
    }

    private static func finger(_ part: Substring) -> FingerPosition? {
        FingerPosition.allCases.first { $0 != .unknown && "\($0)".lowercased() == part.lowercased() }
    }
}
