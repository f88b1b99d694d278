import CaseMessages
import Crypto
import Foundation
import Ground
import Testing

@testable import Outbox

extension OutboxTests {
    private func open(_ file: URL) throws -> Outbox {
        try Outbox(file, book: book(of: file), now: Timestamp(milliseconds: 1_700_000_000_000))
    }

    private func book(of file: URL) -> URL { file.deletingLastPathComponent().appending(path: "queued") }

    /// How many items are said to be lost; nil where nothing was set aside.
    private func lost(_ file: URL) throws -> Int? {
        let aside = URL(filePath: book(of: file).path + ".damaged-20231114T221320000")
        return FileManager.default.fileExists(atPath: aside.path) ? try QueueBook.count(in: aside) : nil
    }

    private func removeOutbox(_ file: URL) throws {
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + end) }
    }

    @Test("What was queued, is not receipted and is gone at the next start is noted by name", arguments: [true, false])
    func lost(isEmptied: Bool) async throws {
        try await withFile { file in
            do {
                let outbox = try open(file)
                for _ in 0..<3 { try await outbox.enqueue([item(), item(.attachment)]) }
                let receipted = item()
                try await outbox.enqueue(receipted)
                try await outbox.erase(try receipt(for: receipted), key: hub.publicKey, device: "gate-7")
            }
            try removeOutbox(file)
            if isEmptied { try Data().write(to: file) }
            let outbox = try open(file)
            #expect(try await outbox.status().depth == 0)
            #expect(try lost(file) == 6)
            // Said once: the next start has nothing more to say.
            let aside = try FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path)
            _ = try open(file)
            #expect(try FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path) == aside)
        }
    }

    @Test("An older copy of the outbox lacks what was queued since, and what was receipted since comes again")
    func olderCopy() async throws {
        try await withFile { file in
            let copy = URL(filePath: file.path + ".copy")
            do {
                let outbox = try open(file)
                let early = item()
                try await outbox.enqueue([early, item()])
                try await outbox.erase(try receipt(for: item()), key: hub.publicKey, device: "gate-7")
                _ = try await outbox.status()
                do { _ = try open(file) }
                try FileManager.default.copyItem(at: file, to: copy)
                try await outbox.enqueue([item(), item(), item()])
                try await outbox.erase(try receipt(for: early), key: hub.publicKey, device: "gate-7")
            }
            try removeOutbox(file)
            try FileManager.default.moveItem(at: copy, to: file)
            #expect(try await open(file).status().depth == 2)
            #expect(try lost(file) == 3)
        }
    }

    @Test("A power cut between the two writes loses nothing and says of nothing that it was lost")
    func powerCut() async throws {
        try await withFile { file in
            let items = (0..<3).map { _ in item() }
            let outbox = try open(file)
            var books: [Data] = []
            for item in items {
                books.append(try Data(contentsOf: book(of: file)))
                try await outbox.enqueue(item)
            }
            books.append(try Data(contentsOf: book(of: file)))
            for (count, noted) in books.enumerated() {
                // Behind it whatever a part of the next line there may be.
                let next = count < 3 ? books[count + 1].dropFirst(noted.count) : Data("-\(items[0].identifier)\n".utf8)
                for part in 0..<next.count {
                    try (noted + next.prefix(part)).write(to: book(of: file))
                    #expect(try await open(file).status().depth == 3)
                    #expect(try lost(file) == nil)
                    #expect(try QueueBook.count(in: book(of: file)) == 3)
                }
            }
            // Struck, and the power went before it was erased.
            try (books[3] + Data("-\(items[0].identifier)\n".utf8)).write(to: book(of: file))
            #expect(try await open(file).status().depth == 3)
            #expect(try lost(file) == nil)
            #expect(try QueueBook.count(in: book(of: file)) == 3)
        }
    }

    @Test(
        "A book that is damaged, a folder or a pipe is set aside, and the outbox keeps what it has",
        arguments: ["emptied", "garbage", "one letter", "folder", "pipe"])
    func damagedBook(what: String) async throws {
        try await withFile { file in
            do { try await open(file).enqueue([item(), item()]) }
            let book = book(of: file)
            switch what {
            case "emptied": try Data().write(to: book)
            case "garbage": try Data(repeating: 0xA5, count: 300).write(to: book)
            case "one letter":
                var data = try Data(contentsOf: book)
                data[data.count - 10] = UInt8(ascii: "x")
                try data.write(to: book)
            default:
                try FileManager.default.removeItem(at: book)
                what == "pipe"
                    ? #expect(mkfifo(book.path, 0o600) == 0)
                    : try FileManager.default.createDirectory(at: book, withIntermediateDirectories: false)
            }
            #expect(try await open(file).status().depth == 2)
            #expect(FileManager.default.fileExists(atPath: book.path + ".damaged-20231114T221320000"))
            #expect(try QueueBook.count(in: book) == 2)
        }
    }

    @Test("The book stays short, however much goes through the outbox, and is right behind each thousand items")
    func length() async throws {
        try await withFile { file in
            let outbox = try open(file)
            for _ in 0..<40 {
                let items = (0..<50).map { _ in item() }
                try await outbox.enqueue(items)
                let results = try await outbox.erase(items.map(receipt), key: hub.publicKey, device: "gate-7")
                #expect(try results.allSatisfy { try $0.get() })
                #expect(try Data(contentsOf: book(of: file)).count < 1300 * 38)
            }
            try await outbox.enqueue([item(), item()])
            #expect(try QueueBook.count(in: book(of: file)) == 2)
        }
    }

    @Test(
        "An outbox, or its log, that is no file, or a link to none, is damaged, to who writes and who reads",
        arguments: ["", "-wal", "-shm"], ["pipe", "folder", "dangling link", "looping link"])
    func noFile(end: String, what: String) async throws {
        try await withFile { file in
            do { try await Outbox(file).enqueue(item()) }
            let place = file.path + end
            try? FileManager.default.removeItem(atPath: place)
            switch what {
            case "pipe": try #require(mkfifo(place, 0o600) == 0)
            case "folder":
                try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
            default: try #require(symlink(what == "looping link" ? place : "/nonexistent/disk", place) == 0)
            }
            #expect(throws: Fault(.init("outbox.damaged"), "")) { try Outbox(file) }
            #expect(throws: Fault(.init("outbox.damaged"), "")) { try OutboxReader(file) }
        }
    }
}
