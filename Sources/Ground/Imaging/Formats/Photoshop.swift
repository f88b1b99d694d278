internal import Ground

/// The resolution in Photoshop's image resources: 1005, two fixed-point numbers of pixels per inch.
enum Photoshop {
    private static let resource: [UInt8] = Array("8BIM".utf8) + [0x03, 0xED]

    /// - Parameter bytes: any block of resources; total over anything.
    static func read(_ bytes: FileStatements.Bytes) -> FileStatements {
        var statements = FileStatements()
        var rest = bytes
        while let at = rest.firstIndex(of: resource[0]) {
            rest = rest[at...]
            guard rest.starts(with: resource) else {
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst(resource.count)
            // A name, padded to an even number with its length; then the length of what follows.
            let name = Int(rest.first ?? 0) + 1
            let body = rest.dropFirst(name + name % 2 + 4)
            guard body.count >= 12 else {
                statements.resolutions.append(.unread("a resolution (Photoshop) that is cut short"))
                break
            }
            statements.resolutions.append(
                StatedResolution(across: fixed(body), down: fixed(body.dropFirst(8)), unitsPerInch: 1))
        }
        return statements
    }

    private static func fixed(_ bytes: FileStatements.Bytes) -> Double {
        Double(Int(bytes.prefix(4), .bigEndian)) / 65536
    }
}
