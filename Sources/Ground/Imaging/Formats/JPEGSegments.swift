internal import Ground

/// Walks through the segments of a baseline JPEG and notes which of them a decoder needs.
struct JPEGSegments {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var components: [Component] = []
    private var quantisation: Set<UInt8> = []
    /// Where each table is, by name: class (0 is DC, 1 is AC) in the upper half, number in the lower.
    private var huffman: [UInt8: Range<Int>] = [:]
    private var used: Set<UInt8> = []
    private var restartInterval = 0

    private(set) var width = 0
    private(set) var height = 0
    /// Whole segments, markers included, in their order.
    private(set) var kept: [Range<Int>] = []
    /// The scan's header, marker included, and its entropy-coded data.
    private(set) var scan = 0..<0

    private struct Component {
        let identifier: UInt8
        /// Blocks in a unit: beside each other, and below.
        let across: Int
        let down: Int
        let quantisation: UInt8
        /// Numbers of the tables, DC in the upper half.
        var tables: UInt8 = 0
    }

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The standard tables that the scan uses and the frame leaves out, as segments.
    var missingTables: [UInt8] {
        used.subtracting(huffman.keys).sorted().flatMap { StandardHuffmanTables.segment(for: $0) }
    }

    mutating func walk() throws(Fault) {
        guard bytes.starts(with: [0xFF, 0xD8]) else { throw Self.broken }
        position = 2
        while true {
            // Some cameras leave bytes between segments.
            while position < bytes.count, bytes[position] != 0xFF { position += 1 }
            let start = position
            let marker = try nextMarker()
            // The length counts itself and not the marker.
            let length = try number(at: position)
            guard length >= 2, position + length <= bytes.count else { throw Self.broken }
            let body = position + 2..<position + length
            position += length
            switch marker {
            case 0xC0: try frameHeader(body)
            case 0xC4: try huffmanTables(body)
            case 0xDB: try quantisationTables(body)
            case 0xDD:
                guard body.count == 2 else { throw Self.broken }
                restartInterval = try number(at: body.lowerBound)
            case 0xDA:
                try scanHeader(body)
                return try entropyCodedData(from: start)
            // Application data and comments.
            case 0xE0...0xEF, 0xFE: continue
            // Other processes: progressive, lossless, hierarchical, arithmetic coding.
            case 0xC1...0xCF: throw ImageHeader.unsupported("frame", "no baseline JPEG")
            default: throw Self.broken
            }
            kept.append(start..<position)
        }
    }

    // MARK: - Reading

    private mutating func nextMarker() throws(Fault) -> UInt8 {
        guard position + 1 < bytes.count, bytes[position] == 0xFF else { throw Self.broken }
        position += 1
        // Any number of FF may stand before a marker.
        while position < bytes.count, bytes[position] == 0xFF { position += 1 }
        guard position < bytes.count else { throw Self.broken }
        defer { position += 1 }
        return bytes[position]
    }

    private func number(at index: Int) throws(Fault) -> Int {
        guard index + 1 < bytes.count else { throw Self.broken }
        return Int(bytes[index..<index + 2], .bigEndian)
    }

    // MARK: - Segments

    /// B.2.2: precision, height, width, components.
    private mutating func frameHeader(_ body: Range<Int>) throws(Fault) {
        guard components.isEmpty, body.count >= 6, bytes[body.lowerBound] == 8 else { throw Self.broken }
        let start = body.lowerBound
        (height, width) = (try number(at: start + 1), try number(at: start + 3))
        let count = Int(bytes[start + 5])
        guard width > 0, height > 0, count == 1 || count == 3, body.count == 6 + 3 * count else { throw Self.broken }
        var blocks = 0
        for part in stride(from: start + 6, to: body.upperBound, by: 3) {
            let sampling = bytes[part + 1]
            let component = Component(
                identifier: bytes[part], across: Int(sampling >> 4), down: Int(sampling & 15),
                quantisation: bytes[part + 2])
            blocks += component.across * component.down
            guard (1...4).contains(component.across), (1...4).contains(component.down), component.quantisation < 4,
                !components.contains(where: { $0.identifier == component.identifier })
            else { throw Self.broken }
            components.append(component)
        }
        // B.2.3: what an interleaved scan may take at a time.
        guard count == 1 || blocks <= 10 else { throw Self.broken }
    }

    /// B.2.4.1: tables of 64 steps of one byte.
    private mutating func quantisationTables(_ body: Range<Int>) throws(Fault) {
        guard !body.isEmpty, body.count % 65 == 0 else { throw Self.broken }
        for part in stride(from: body.lowerBound, to: body.upperBound, by: 65) {
            guard bytes[part] < 4, !bytes[part + 1..<part + 65].contains(0) else { throw Self.broken }
            quantisation.insert(bytes[part])
        }
    }

    /// B.2.4.2: how many codes there are of each length, then what they mean.
    private mutating func huffmanTables(_ body: Range<Int>) throws(Fault) {
        var part = body.lowerBound
        guard part < body.upperBound else { throw Self.broken }
        while part < body.upperBound {
            guard part + 17 <= body.upperBound, bytes[part] & 0xEE == 0 else { throw Self.broken }
            var (codes, left) = (0, 1)
            for count in bytes[part + 1..<part + 17].lazy.map(Int.init) {
                // The codes of each length must fit in what the shorter ones leave (C.2).
                left = 2 * left - count
                guard left >= 0 else { throw Self.broken }
                codes += count
            }
            // The code of ones alone stays free, and no table has more than 256 meanings.
            guard codes <= 256, left > 0, part + 17 + codes <= body.upperBound else { throw Self.broken }
            huffman[bytes[part]] = part + 1..<part + 17 + codes
            part += 17 + codes
        }
    }

    /// B.2.3: all components in one scan, in the order of the frame header.
    private mutating func scanHeader(_ body: Range<Int>) throws(Fault) {
        guard !components.isEmpty, body.count == 4 + 2 * components.count,
            Int(bytes[body.lowerBound]) == components.count
        else { throw Self.broken }
        for (index, component) in components.enumerated() {
            let part = body.lowerBound + 1 + 2 * index
            let tables = bytes[part + 1]
            guard bytes[part] == component.identifier, quantisation.contains(component.quantisation),
                tables & 0xEE == 0
            else { throw Self.broken }
            components[index].tables = tables
            // A table's name is its class, 0 for DC and 1 for AC, and its number.
            used.formUnion([tables >> 4, 0x10 | tables & 15])
        }
        guard bytes[body.upperBound - 3] == 0, bytes[body.upperBound - 2] == 63, bytes[body.upperBound - 1] == 0 else {
            throw Self.broken
        }
    }

    /// Goes on to the end of the picture; on the way only stuffed bytes and restarts are allowed.
    private mutating func entropyCodedData(from start: Int) throws(Fault) {
        var index = position
        while let escape = bytes[index...].firstIndex(of: 0xFF) {
            guard escape + 1 < bytes.count else { break }
            switch bytes[escape + 1] {
            case 0x00, 0xD0...0xD7: index = escape + 2
            case 0xFF: index = escape + 1
            case 0xD9 where escape > position:
                scan = start..<escape
                return
            default: throw Self.broken
            }
        }
        // Without an end marker, what is here must be all there is to be; buffers are filled up with zeros or ones.
        guard let end = entropyScan.end(in: bytes, from: position),
            bytes[end...].allSatisfy({ [0, 0xFF].contains($0) })
        else { throw Self.broken }
        scan = start..<end
    }

    private var entropyScan: EntropyScan {
        // A scan of one component has its blocks one by one, whatever their sampling (A.2.2).
        let isAlone = components.count == 1
        let across = isAlone ? 1 : components.map(\.across).max() ?? 1
        let down = isAlone ? 1 : components.map(\.down).max() ?? 1
        return EntropyScan(
            components: components.map {
                EntropyScan.Component(
                    blocks: isAlone ? 1 : $0.across * $0.down, difference: table($0.tables >> 4),
                    coefficients: table(0x10 | $0.tables & 15))
            },
            units: ((width + 8 * across - 1) / (8 * across)) * ((height + 8 * down - 1) / (8 * down)),
            restartInterval: restartInterval)
    }

    private func table(_ name: UInt8) -> HuffmanTable {
        if let place = huffman[name] { return HuffmanTable(bytes[place]) }
        return HuffmanTable(StandardHuffmanTables.segment(for: name).dropFirst(5))
    }

    private static let broken = ImageHeader.broken("frame")
}
