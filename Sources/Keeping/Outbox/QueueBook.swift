package import Foundation
package import Ground
internal import Synchronization

/// What was queued and is not receipted, noted apart from the outbox, where its other reader has no way: at the next
/// start an outbox that was emptied, is gone or is an older copy is found out, item by item.
///
/// A line `+ID` comes behind the commit of an item, a line `-ID` before its erasure: a power cut between the two leaves
/// an item that is not noted, never a note of one that was erased. One thread at a time writes.
package final class QueueBook: Sendable {
    private static let title = "ridgeline queue 1"
    /// Bytes of the file; it is written anew long before.
    private static let limit = 8 << 20

    /// What a file says.
    private struct Reading {
        var noted: Set<UUIDv7> = []
        /// Bytes of its whole lines; behind them there may be a part of one.
        var size = 0
        var lines = 0
    }

    private struct Contents {
        /// At the file's end; negative until it is opened.
        var descriptor: CInt = -1
        var reading: Reading
        /// Queued, and on no disk here yet.
        var owed: Set<UUIDv7> = []
    }

    private let file: URL
    private let contents: Mutex<Contents>

    /// Opens the book, or begins it. One that is damaged, and what is missing from the outbox, is set aside beside it.
    ///
    /// - Parameters:
    ///   - items: what lies in the outbox.
    ///   - now: for the name of what is set aside.
    /// - Throws: ``Fault`` `disk.…`.
    init(_ file: URL, items: Set<UUIDv7>, at now: Timestamp) throws(Fault) {
        self.file = file
        var found: Reading?
        do throws(Fault) { found = try Self.read(file) } catch {
            if error.code != .diskMissing { try DurableFile.setAside(file, at: now) }
        }
        let lost = (found?.noted ?? []).subtracting(items)
        if !lost.isEmpty {
            _ = try Self.write(lost, to: file)
            try DurableFile.setAside(file, at: now)
        }
        // A disk that is full keeps no station from starting where nothing has changed. What another user has taken hold of is
        // written anew, while it can be read: no receipt could be noted in it.
        let isOpen = DurableFile.isOpen(file)
        let reading = if let found, found.noted == items, isOpen { found } else { try Self.write(items, to: file) }
        contents = Mutex(Contents(reading: reading))
    }

    deinit { contents.withLock { if $0.descriptor >= 0 { close($0.descriptor) } } }

    /// How many items a book says that were queued and are not receipted, such as one that was set aside.
    ///
    /// - Throws: ``Fault`` `disk.…`; `outbox.damaged` where it is no such book.
    package static func count(in file: URL) throws(Fault) -> Int { try read(file).noted.count }

    /// Notes what has been queued, together with what others have added meanwhile.
    ///
    /// - Throws: ``Fault`` `disk.full`, `disk.write`: it is owed then.
    func add(_ items: [UUIDv7]) throws(Fault) {
        try contents.withLock { (contents) throws(Fault) in
            contents.owed.formUnion(items)
            let owed = contents.owed
            guard !owed.isEmpty else { return }
            try append(owed.map { "+\($0)\n" }, &contents)
            contents.reading.noted.formUnion(owed)
            contents.owed = []
        }
    }

    /// Strikes what is about to be erased.
    ///
    /// - Throws: ``Fault`` `disk.full`, `disk.write`: it must not be erased then.
    func strike(_ items: [UUIDv7]) throws(Fault) {
        try contents.withLock { (contents) throws(Fault) in
            contents.owed.subtract(items)
            let struck = contents.reading.noted.intersection(items)
            guard !struck.isEmpty else { return }
            try append(struck.map { "-\($0)\n" }, &contents)
            contents.reading.noted.subtract(struck)
            guard contents.reading.lines > 1024 + 2 * contents.reading.noted.count else { return }
            // A book that stays long is as good.
            guard let anew = try? Self.write(contents.reading.noted, to: file) else { return }
            close(contents.descriptor)
            (contents.descriptor, contents.reading) = (-1, anew)
        }
    }

    private func append(_ lines: [String], _ contents: inout Contents) throws(Fault) {
        if contents.descriptor < 0 { contents.descriptor = try DurableFile.openAtEnd(file, permissions: 0o600) }
        // What an attempt before has left half written.
        guard ftruncate(contents.descriptor, off_t(contents.reading.size)) == 0 else { throw failure() }
        let data = Data(lines.joined().utf8)
        var rest = data[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(contents.descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure() }
            rest = rest.dropFirst(count)
        }
        guard fdatasync(contents.descriptor) == 0 else { throw failure() }
        contents.reading.size += data.count
        contents.reading.lines += lines.count
    }

    private func failure() -> Fault {
        [ENOSPC, EDQUOT].contains(errno) ? Self.full(file) : DurableFile.failure("write", file.path)
    }

    private static func write(_ items: Set<UUIDv7>, to file: URL) throws(Fault) -> Reading {
        let data = Data((["\(title)\n"] + items.map { "+\($0)\n" }).joined().utf8)
        do throws(Fault) { try DurableFile.write(data, to: file, permissions: 0o600) } catch {
            throw hasRoom(data.count, for: file) ? error : full(file, cause: error)
        }
        return Reading(noted: items, size: data.count, lines: items.count)
    }

    /// Whether a file that could not be written would have had room, with its place in the folder.
    private static func hasRoom(_ bytes: Int, for file: URL) -> Bool {
        var status = statvfs()
        guard statvfs(file.deletingLastPathComponent().path, &status) == 0 else { return true }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize) >= bytes + 65_536
    }

    private static func full(_ file: URL, cause: Fault? = nil) -> Fault {
        Fault(.diskFull, "the disk of \(file.path) is full; free space on it", cause: cause)
    }

    private static func read(_ file: URL) throws(Fault) -> Reading {
        let data = try DurableFile.read(file, limit: limit)
        var lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // Behind the last line's end there is only what a power cut left.
        let torn = lines.popLast()?.count ?? 0
        guard let first = lines.first, first.elementsEqual(title.utf8) else { throw damaged(file) }
        var reading = Reading(size: data.count - torn, lines: lines.count - 1)
        for line in lines.dropFirst() {
            guard let item = UUIDv7(String(decoding: line.dropFirst(), as: UTF8.self)) else { throw damaged(file) }
            switch line.first {
            case UInt8(ascii: "+"): reading.noted.insert(item)
            case UInt8(ascii: "-"): reading.noted.remove(item)
            default: throw damaged(file)
            }
        }
        return reading
    }

    private static func damaged(_ file: URL) -> Fault {
        Fault(.outboxDamaged, "\(file.path) does not say what was queued; keep the file for support")
    }
}
