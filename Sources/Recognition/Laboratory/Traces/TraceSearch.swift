internal import Ground
public import Imaging

/// Looks for bytes of prints, templates and names where none may remain: files, and the memory of processes.
public struct TraceSearch {
    /// Where bytes were found that should not be there.
    public struct Trace: Hashable, Sendable {
        /// A file's path, or a process's mapping.
        public let place: String
        /// Whose bytes.
        public let of: String
    }

    /// Bytes of one window of a picture or template.
    static let window = 16
    /// Shorter names occur by accident.
    static let shortestName = 8
    private var patterns: [UInt64: [(bytes: [UInt8], name: String)]] = [:]
    /// A bit for each hash of a key, so that most places need no look into `patterns`.
    private var hashes = [Bool](repeating: false, count: 1 << 20)
    /// How many windows and names are looked for.
    public private(set) var count = 0

    public init() {}

    /// Adds windows of a picture's rows: those with enough contrast that they cannot occur by accident.
    public mutating func add(picture: GrayImage, name: String) {
        picture.withPixels { pixels in
            for row in 0..<picture.height {
                for column in stride(from: 0, to: picture.width - Self.window, by: 48) {
                    let start = row * picture.width + column
                    add(window: Array(pixels[start..<start + Self.window]), name: name)
                }
            }
        }
    }

    /// Adds every whole window of a template.
    public mutating func add(template: [UInt8], name: String) {
        for start in stride(from: 0, through: template.count - Self.window, by: Self.window) {
            add(window: Array(template[start..<start + Self.window]), name: name)
        }
    }

    /// Adds a person's name or reference in UTF-8, unless it is so short that it occurs by accident.
    public mutating func add(text: String) {
        if text.utf8.count >= Self.shortestName { add(Array(text.utf8), name: text) }
    }

    private mutating func add(window bytes: [UInt8], name: String) {
        if Set(bytes).count >= 10 { add(bytes, name: name) }
    }

    private mutating func add(_ bytes: [UInt8], name: String) {
        let key = UInt64(bytes.prefix(8), .bigEndian)
        patterns[key, default: []].append((bytes, name))
        hashes[Self.hash(key)] = true
        count += 1
    }

    private static func hash(_ key: UInt64) -> Int { Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 44) }

    /// Whose bytes are in `data`, with the place of the first of each.
    func found(in data: UnsafeRawBufferPointer) -> [String: Int] {
        guard data.count >= Self.shortestName else { return [:] }
        var found: [String: Int] = [:]
        var key = UInt64(data.prefix(7), .bigEndian)
        hashes.withUnsafeBufferPointer { hashes in
            for end in 7..<data.count {
                key = key << 8 | UInt64(data[end])
                guard key != 0, hashes[Self.hash(key)] else { continue }
                let start = end - 7
                for pattern in patterns[key] ?? [] where found[pattern.name] == nil {
                    if data[start...].starts(with: pattern.bytes) { found[pattern.name] = start }
                }
            }
        }
        return found
    }
}
