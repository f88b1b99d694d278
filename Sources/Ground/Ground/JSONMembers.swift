internal import Foundation

/// Looks for members of an object that are named twice: decoders take one of them without a word.
enum JSONMembers {
    /// The first name that an object of the text has twice; nil also for what is no JSON, which the decoder finds out.
    static func twice(in text: Data) -> String? {
        // Of each object or list that is open: the names so far, nil for a list.
        var open: [Set<String>?] = []
        // Whether a text that comes now is a name.
        var isName = false
        var at = text.startIndex
        while at < text.endIndex {
            let byte = text[at]
            switch byte {
            case UInt8(ascii: "{"):
                open.append([])
                isName = true
            case UInt8(ascii: "["):
                open.append(nil)
                isName = false
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                _ = open.popLast()
                isName = false
            case UInt8(ascii: ","): isName = open.last.map { $0 != nil } ?? false
            case UInt8(ascii: "\""):
                guard let end = end(ofText: text, from: at) else { return nil }
                if isName, !open.isEmpty {
                    guard let name = name(text[at..<end]) else { return nil }
                    // In place: a copy for each name would make an object of many cost their square.
                    guard open[open.count - 1]?.insert(name).inserted != false else { return name }
                }
                isName = false
                at = end - 1
            default: break
            }
            at += 1
        }
        return nil
    }

    /// Behind the closing quotation mark.
    private static func end(ofText text: Data, from start: Int) -> Int? {
        var at = start + 1
        while at < text.endIndex {
            switch text[at] {
            case UInt8(ascii: "\\"): at += 2
            case UInt8(ascii: "\""): return at + 1
            default: at += 1
            }
        }
        return nil
    }

    /// One name may be written in several ways.
    private static func name(_ quoted: Data) -> String? {
        guard quoted.contains(UInt8(ascii: "\\")) else {
            return String(validating: quoted.dropFirst().dropLast(), as: UTF8.self)
        }
        return try? JSONDecoder().decode(String.self, from: Data(quoted))
    }
}
