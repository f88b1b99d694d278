import Foundation
import Ground
import Testing

@Suite("A file that is wholly written or not at all")
struct DurableFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "durable-\(UUIDv7())")
    private let new = Data("new".utf8)
    private var file: URL { folder.appending(path: "file") }
    private var victim: URL { folder.appending(path: "victim") }

    private func inFolder(_ body: () throws -> Void) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("untouched".utf8).write(to: victim)
        try body()
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }
    private func text(_ url: URL) throws -> String { String(decoding: try Data(contentsOf: url), as: UTF8.self) }
    private func kind(_ url: URL) throws -> FileAttributeType? {
        try FileManager.default.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
    }

    @Test("replaces the one before, has just the rights that were asked for, and leaves nothing beside it")
    func replaced() throws {
        try inFolder {
            for content in ["first", "second"] {
                try DurableFile.write(Data(content.utf8), to: file, permissions: 0o604)
                #expect(try text(file) == content)
            }
            #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o604)
            #expect(throws: Fault(.init("json.invalid"), "")) {
                try DurableFile.write(to: file) { append throws(Fault) in
                    try append([1, 2, 3])
                    throw Fault(.init("json.invalid"), "the writer gives up")
                }
            }
            #expect(try text(file) == "second")
            #expect(try names() == ["file", "victim"])
        }
    }

    @Test("may have the longest name that there is")
    func longName() throws {
        try inFolder {
            let long = folder.appending(path: String(repeating: "n", count: 255))
            try DurableFile.write(new, to: long)
            #expect(try text(long) == "new")
        }
    }

    @Test(
        "is not written through a link that somebody has put beside it", arguments: ["file.new", ".file.new", "file~"])
    func plantedBeside(name: String) throws {
        try inFolder {
            let planted = folder.appending(path: name)
            try FileManager.default.createSymbolicLink(at: planted, withDestinationURL: victim)
            try DurableFile.write(new, to: file)
            #expect(try text(file) == "new")
            #expect(try text(victim) == "untouched")
            #expect(try kind(planted) == .typeSymbolicLink)
        }
    }

    @Test("goes where a link of our own leads, and the link stays, be its target there or not")
    func ownLink() throws {
        try inFolder {
            try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "victim")
            let inner = folder.appending(path: "inner")
            try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
            let target = inner.appending(path: "target")
            let second = folder.appending(path: "second")
            try FileManager.default.createSymbolicLink(at: second, withDestinationURL: target)
            for (link, target) in [(file, victim), (second, target)] {
                try DurableFile.write(new, to: link)
                #expect(try kind(link) == .typeSymbolicLink)
                #expect(try kind(target) == .typeRegular)
                #expect(try text(target) == "new")
            }
            try DurableFile.remove(file)
            #expect(try names() == ["inner", "second", "victim"])
        }
    }

    @Test(
        "does not take another user's link, in its own place or on the way",
        .enabled(if: geteuid() == 0, "only root can make another user's link"), arguments: [false, true])
    func foreignLink(isOnTheWay: Bool) throws {
        try inFolder {
            let link = folder.appending(path: "link")
            let elsewhere = folder.appending(path: "elsewhere")
            try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: isOnTheWay ? elsewhere : victim)
            try #require(lchown(link.path, 65534, 65534) == 0)
            let target = isOnTheWay ? link.appending(path: "file") : link
            #expect(throws: Fault(.init("disk.write"), "")) { try DurableFile.write(new, to: target) }
            try DurableFile.write(new, to: file)
            #expect(throws: Fault(.init("disk.write"), "")) { try DurableFile.move(file, to: target) }
            #expect(throws: Fault(.init("disk.write"), "")) {
                try Folder.make(link.appending(path: "folder/inner"), permissions: 0o750)
            }
            #expect(try text(victim) == "untouched")
            #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere.path).isEmpty)
            if isOnTheWay {
                try Data().write(to: elsewhere.appending(path: "file"))
                #expect(throws: Fault(.init("disk.write"), "")) { try DurableFile.destroy(target) }
                #expect(throws: Fault(.init("disk.write"), "")) { try DurableFile.remove(target) }
            }
        }
    }

    @Test(
        "is not read through another user's link either",
        .enabled(if: geteuid() == 0, "only root can make another user's link"), arguments: [false, true])
    func foreignLinkRead(isOnTheWay: Bool) throws {
        try inFolder {
            let link = folder.appending(path: "link")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: isOnTheWay ? folder : victim)
            let target = isOnTheWay ? link.appending(path: "victim") : link
            #expect(try DurableFile.read(target, limit: 100) == Data("untouched".utf8), "root's own is followed")
            try #require(lchown(link.path, 65534, 65534) == 0)
            #expect(throws: Fault(.init("disk.read"), "")) { try DurableFile.read(target, limit: 100) }
            #expect(throws: Fault(.init("disk.read"), "")) { try DurableFile.size(of: target) }
        }
    }

    @Test("A file that is destroyed is overwritten, but not one of a stranger that only has a second name there")
    func destroyed() throws {
        try inFolder {
            let (inner, shadow) = (folder.appending(path: "inner"), folder.appending(path: "shadow"))
            try Folder.make(inner, permissions: 0o700)
            let secret = inner.appending(path: "secret")
            try DurableFile.write(new, to: secret)
            try FileManager.default.linkItem(at: secret, to: shadow)
            try DurableFile.destroy(secret)
            #expect(try Data(contentsOf: shadow) == Data(count: new.count))
            guard geteuid() == 0 else { return }
            try #require(chown(inner.path, 65534, 65534) == 0)
            try FileManager.default.linkItem(at: victim, to: secret)
            try DurableFile.destroy(secret)
            #expect(try text(victim) == "untouched")
            #expect(try FileManager.default.contentsOfDirectory(atPath: inner.path).isEmpty)
        }
    }

    @Test("links in a circle are an error")
    func circle() throws {
        try inFolder {
            try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "file")
            #expect(throws: Fault(.init("disk.write"), "")) { try DurableFile.write(new, to: file) }
        }
    }

    @Test("never takes the place of a pipe or a folder")
    func notRegular() throws {
        try inFolder {
            try #require(mkfifo(file.path, 0o600) == 0)
            #expect(throws: Fault(.init("disk.write"), "")) { try DurableFile.write(new, to: file) }
            #expect(throws: Fault(.init("disk.write"), "")) { try DurableFile.move(victim, to: file) }
            #expect(throws: Fault(.init("disk.write"), "")) { try DurableFile.write(new, to: folder) }
            #expect(try kind(file) == .typeUnknown)
            #expect(try names() == ["file", "victim"])
        }
    }

    @Test("never takes the place of a device", .enabled(if: geteuid() == 0, "only root can make a device"))
    func device() throws {
        try inFolder {
            // 1, 3: /dev/null.
            try #require(mknod(file.path, S_IFCHR | 0o666, 1 << 8 | 3) == 0)
            #expect(throws: Fault(.init("disk.write"), "")) { try DurableFile.write(new, to: file) }
            #expect(try kind(file) == .typeCharacterSpecial)
        }
    }

    @Test("A link is not moved in a file's place")
    func movedLink() throws {
        try inFolder {
            let link = folder.appending(path: "link")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: victim)
            #expect(throws: Fault(.init("disk.write"), "")) { try DurableFile.move(link, to: file) }
        }
    }

    @Test("A pipe is no file to read, nor is what has grown beyond the limit")
    func reading() throws {
        try inFolder {
            try #require(mkfifo(file.path, 0o600) == 0)
            #expect(throws: Fault(.init("disk.read"), "")) { try DurableFile.read(file, limit: 9) }
            #expect(throws: Fault(.init("disk.tooLarge"), "")) { try DurableFile.read(victim, limit: 8) }
            #expect(try DurableFile.read(victim, limit: 9) == Data("untouched".utf8))
            #expect(throws: Fault(.init("disk.missing"), "")) {
                try DurableFile.read(folder.appending(path: "nothing"), limit: 9)
            }
        }
    }
}
