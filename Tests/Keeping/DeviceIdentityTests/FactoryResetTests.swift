import Foundation
import Ground
import Testing

@testable import DeviceIdentity

@Suite("Factory reset")
struct FactoryResetTests {
    @Test("Nothing is left: not in the folder, and not in the bytes of the files that were there")
    func bytes() throws {
        try withFilledState { state, secrets in
            // A second name for each file shows what became of its bytes after it was removed.
            let shadow = FileManager.default.temporaryDirectory.appending(path: "shadow-\(UUIDv7())")
            defer { try? FileManager.default.removeItem(at: shadow) }
            try FileManager.default.createDirectory(at: shadow, withIntermediateDirectories: true)
            var shadows: [URL] = []
            for (number, path) in try files(below: state.root).enumerated() {
                shadows.append(shadow.appending(path: "\(number)"))
                try FileManager.default.linkItem(at: state.root.appending(path: path), to: shadows[number])
            }
            for secret in secrets { #expect(try found(secret, in: shadows), "the search would find it before") }

            let before = try files(below: state.root)
            let report = try FactoryReset(state).run()
            #expect(Set(report.wiped.map(\.path)) == Set(before))
            #expect(report.keys == .file && report.tpmHandle == nil)
            #expect(try FileManager.default.contentsOfDirectory(atPath: state.root.path).isEmpty)
            for secret in secrets { #expect(try !found(secret, in: shadows)) }
            for file in shadows { #expect(try Data(contentsOf: file).allSatisfy { $0 == 0 }) }
            #expect(throws: Fault(.init("identity.missing"), "")) { try StationIdentity.load(state) }
        }
    }

    @Test("A reset that is interrupted anywhere leaves no device, and is finished by the next")
    func interrupted() throws {
        try withFilledState { state, _ in
            // A file that appears in a folder that is being removed, as from a daemon that still runs.
            let stubborn = state.root.appending(path: "to-station/incoming/metadata")
            try FileManager.default.removeItem(at: state.seed(of: .link))
            try FileManager.default.createDirectory(at: state.seed(of: .link), withIntermediateDirectories: false)
            #expect(throws: Fault.self) { try FactoryReset(state).run() }
            #expect(throws: Fault(.init("identity.missing"), "")) { try LinkIdentity.load(state) }
            try FileManager.default.removeItem(at: state.seed(of: .link))
            #expect(FileManager.default.fileExists(atPath: stubborn.path))
            _ = try FactoryReset(state).run()
            #expect(try FileManager.default.contentsOfDirectory(atPath: state.root.path).isEmpty)
        }
    }

    @Test("A link out of the state directory is removed, and what it leads to is not touched")
    func link() throws {
        try withFilledState { state, _ in
            let outside = FileManager.default.temporaryDirectory.appending(path: "outside-\(UUIDv7())")
            defer { try? FileManager.default.removeItem(at: outside) }
            try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
            let file = outside.appending(path: "precious")
            try Data("precious".utf8).write(to: file)
            for (name, target) in [("file", file), ("folder", outside)] {
                try FileManager.default.createSymbolicLink(
                    at: state.root.appending(path: name), withDestinationURL: target)
            }
            _ = try FactoryReset(state).run()
            #expect(try Data(contentsOf: file) == Data("precious".utf8))
        }
    }

    @Test("A folder that is no state directory is not touched")
    func otherFolder() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "photos-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("a photo".utf8).write(to: folder.appending(path: "a.jpg"))
        #expect(throws: Fault(.init("reset.notState"), "")) { try FactoryReset(StateDirectory(folder)) }
        #expect(try Data(contentsOf: folder.appending(path: "a.jpg")) == Data("a photo".utf8))
    }

    /// A device with something of each kind on its disk, and bytes that must not be found afterwards.
    private func withFilledState(_ body: (StateDirectory, [Data]) throws -> Void) throws {
        try withState { state in
            let center = FakeCenter()
            let enrolment = Enrolment(state: state, invitation: center.invitation, custody: .file)
            _ = try enrolment.complete(try center.answer(try enrolment.request()), now: Date())
            let marks = [
                "to-link/outbox.sqlite", "to-link/outbox.sqlite-wal", "station/lists/interpol",
                "station/audit/0000000001.log",
            ].map {
                ($0, Data("left behind in \($0), over and over".utf8))
            }
            for (path, mark) in marks {
                let file = state.root.appending(path: path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data((0..<3000).flatMap { _ in mark }).write(to: file)
            }
            let seeds = try KeyOwner.allCases.map { try Data(contentsOf: state.seed(of: $0)) }
            try body(state, seeds + [try Data(contentsOf: state.station.key)] + marks.map(\.1))
        }
    }

    private func files(below root: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root.path).filter {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: root.appending(path: $0).path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    private func found(_ secret: Data, in files: [URL]) throws -> Bool {
        try files.contains { try Data(contentsOf: $0).range(of: secret) != nil }
    }
}
