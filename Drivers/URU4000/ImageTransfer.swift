import Capture
internal import Ground

/// A bulk transfer as the reader sent it, checked, with the places of its blocks worked out.
///
/// The parser is total: any bytes give a value, within whose picture all places lie, or `reader.image`.
struct ImageTransfer: Sendable {
    /// A run of lines that share their flags.
    struct Block: Sendable, Equatable {
        let flags: BlockFlags
        let lines: Int
        /// Of the first line, within ``ImageTransfer/pixels``.
        let storedRow: Int
        /// Of the first line, within the picture.
        let outputRow: Int
    }

    static let headerLength = 64
    static let capacity = headerLength + URU4000Model.width * URU4000Model.height
    private static let blockTable = 16..<46

    let storedLines: Int
    /// Which of the reader's keys scrambled the first block.
    let keyIndex: UInt8
    let blocks: [Block]
    private let bytes: WipingBytes

    /// - Throws: ``Fault`` `reader.image`, saying what is wrong.
    init(_ bytes: WipingBytes) throws(Fault) {
        self.bytes = bytes
        let header = bytes.withBytes { Array($0.prefix(Self.headerLength)) }
        guard header.count == Self.headerLength else { throw Self.fault("only \(bytes.count) bytes came") }
        storedLines = Int(header[4]) | Int(header[5]) << 8
        keyIndex = header[6]
        guard (1..<URU4000Model.height).contains(storedLines) else {
            throw Self.fault("it announces \(storedLines) lines")
        }
        let needed = Self.headerLength + storedLines * URU4000Model.width
        guard bytes.count >= needed else { throw Self.fault("only \(bytes.count) of \(needed) bytes came") }
        blocks = try Self.blocks(header[Self.blockTable], storedLines: storedLines)
    }

    /// The stored lines, row by row, valid only within `body`.
    func withPixels<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        try bytes.withBytes { all in
            try body(
                UnsafeBufferPointer(rebasing: all[Self.headerLength...].prefix(storedLines * URU4000Model.width)))
        }
    }

    private static func blocks(_ table: ArraySlice<UInt8>, storedLines: Int) throws(Fault) -> [Block] {
        var blocks: [Block] = []
        var (storedRow, outputRow) = (0, 0)
        for record in stride(from: table.startIndex, to: table.endIndex, by: 2) {
            let flags = BlockFlags(rawValue: table[record])
            let lines = Int(table[record + 1])
            if lines == 0 || storedRow >= storedLines { break }
            guard storedRow + lines <= storedLines, outputRow + lines <= URU4000Model.height else {
                throw fault("its blocks have more lines than the picture")
            }
            blocks.append(Block(flags: flags, lines: lines, storedRow: storedRow, outputRow: outputRow))
            outputRow += lines
            if !flags.contains(.notPresent) { storedRow += lines }
        }
        guard !blocks.isEmpty else { throw fault("it has no blocks") }
        return blocks
    }

    private static func fault(_ what: String) -> Fault {
        Fault(.readerImage, "the reader sent a picture that cannot be used: \(what); re-plug it if this persists")
    }
}

/// The first byte of a block record.
struct BlockFlags: OptionSet, Sendable {
    let rawValue: UInt8

    /// The lines are not in the data; the picture repeats the lines that follow.
    static let notPresent = BlockFlags(rawValue: 0x01)
    static let scrambled = BlockFlags(rawValue: 0x02)
    /// The key does not run on over this block.
    static let keyRests = BlockFlags(rawValue: 0x04)
    /// A new key begins with this block.
    static let newKey = BlockFlags(rawValue: 0x80)
}
