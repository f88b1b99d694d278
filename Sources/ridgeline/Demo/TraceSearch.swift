import Foundation
import Imaging

/// Looks for bytes of prints and templates in files: a non-hit must leave none.
struct TraceSearch {
    /// Where bytes were found that should not be there.
    struct Trace: Hashable {
        let file: String
        let of: String
    }

    /// Bytes of one window that is looked for.
    private static let window = 16
    private var patterns: [UInt64: [(bytes: [UInt8], name: String)]] = [:]
    private(set) var count = 0

    /// Adds windows of a picture's rows: those with enough contrast that they cannot occur by accident.
    mutating func add(picture: GrayImage, name: String) {
        picture.withPixels { pixels in
            for row in 0..<picture.height {
                for column in stride(from: 0, to: picture.width - Self.window, by: 48) {
                    let start = row * picture.width + column
                    add(Array(pixels[start..<start + Self.window]), name: name)
                }
            }
        }
    }

    /// Adds every whole window of a template.
    mutating func add(template: [UInt8], name: String) {
        for start in stride(from: 0, through: template.count - Self.window, by: Self.window) {
            add(Array(template[start..<start + Self.window]), name: name)
        }
    }

    private mutating func add(_ bytes: [UInt8], name: String) {
        guard Set(bytes).count >= 10 else { return }
        patterns[Self.key(bytes[...]), default: []].append((bytes, name))
        count += 1
    }

    private static func key(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Searches every file below `folder`; `bytes` counts what was read.
    func search(below folder: URL, bytes total: inout Int) throws -> Set<Trace> {
        var traces: Set<Trace> = []
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        while let file = files?.nextObject() as? URL {
            guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            guard let data = try? Data(contentsOf: file) else { continue }  // gone meanwhile
            total += data.count
            for name in found(in: [UInt8](data)) { traces.insert(Trace(file: file.path, of: name)) }
        }
        return traces
    }

    private func found(in data: [UInt8]) -> Set<String> {
        guard data.count >= Self.window else { return [] }
        var names: Set<String> = []
        var key = Self.key(data[0..<8])
        for start in 0...(data.count - Self.window) {
            if start > 0 { key = key << 8 | UInt64(data[start + 7]) }
            for pattern in patterns[key] ?? [] where data[start..<start + Self.window].elementsEqual(pattern.bytes) {
                names.insert(pattern.name)
            }
        }
        return names
    }
}
