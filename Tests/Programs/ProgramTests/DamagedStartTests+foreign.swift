import DeviceIdentity
import Foundation
import Ground
import Identification
import Station
import Testing

@testable import ridgelined

/// The same where a part belongs to root, as a technician's hand leaves it, and the station is another user. Only a process of
/// its own can be one.
extension DamagedStartTests {
    /// What lies in a part's folder.
    private static let inside = [
        Part(testDescription: "a list", said: .damagedState, place: { first(in: $0.lists) }, isWrittenInPlace: true),
        Part(
            testDescription: "verified metadata", said: .damagedTrust,
            place: { $0.trust.appending(path: "timestamp.json") }),
        Part(testDescription: "records", said: .damagedAudit, place: { first(in: $0.audit) }, isWrittenInPlace: true),
        Part(testDescription: "key", said: nil, place: { $0.directory.root.appending(path: "station/door/key") }),
        Part(
            testDescription: "page", said: nil, place: { $0.directory.root.appending(path: "station/door/open.html") }),
        Part(
            testDescription: "log of the outbox", said: .damagedOutbox,
            place: { URL(filePath: $0.outbox.path + "-wal") }, isWrittenInPlace: true),
        Part(
            testDescription: "memory of the outbox", said: .damagedOutbox,
            place: { URL(filePath: $0.outbox.path + "-shm") }, isWrittenInPlace: true),
    ]

    private static func first(in folder: URL) -> URL {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return folder.appending(path: names.sorted().first ?? "none", directoryHint: .notDirectory)
    }

    @Test(
        "searches all the same where it is root's", .enabled(if: geteuid() == 0, "only root can be another user"),
        // A station of another user may hold its lock.
        arguments: parts.filter { $0.testDescription != "lock" } + inside)
    func foreign(part: Part) async {
        await #expect(processExitsWith: .success) { [name = part.testDescription as String] in
            await StationUser.acting {
                for part in DamagedStartTests.parts + DamagedStartTests.inside where part.testDescription == name {
                    try await DamagedStartTests.startAmongRoots(part)
                }
            }
        }
    }

    private static func startAmongRoots(_ part: Part) async throws {
        try await BorderPost.with(listed: 1) { post in
            let files = FileManager.default
            let before = post.folder.appending(path: "before")
            try await post.running { station in
                _ = try await station.screen { $0.reader.name == .ready && $0.lists != nil }
            }
            try files.copyItem(at: post.state.root, to: before)
            for mode in [0, 0o700, 0o755] as [mode_t] {
                try StationUser.asRoot { try files.removeItem(at: post.state.root) }
                try files.copyItem(at: before, to: post.state.root)
                let place = part.place(post.state.station)
                let isNew = !DurableFile.isThere(place)
                if isNew {
                    if part.isFolder { try Folder.make(place) } else { try Data().write(to: place) }
                }
                try StationUser.asRoot {
                    try #require(chown(place.path, 0, 0) == 0 && chmod(place.path, mode) == 0)
                }
                // What can be read, and is whole, is written anew when its time comes; so is what nobody needs to read.
                let isWhole = !part.isFolder && mode == 0o755 && !isNew && !part.isWrittenInPlace
                let isWritten = [post.state.station.wanted, post.state.station.alarms].contains(place)
                // Its own files can be written till the next is begun.
                let isChain = place == post.state.station.audit && mode == 0o755
                let said = isWhole || isWritten || isChain ? nil : part.said
                do {
                    try await post.running { station in
                        let screen = try await station.screen { $0.reader.name == .ready && $0.lists != nil }
                        let verdict = try await station.verdict(on: BorderPost.print(1, impression: 2))
                        #expect(verdict.colour == .red && verdict.item != nil, "\(mode)")
                        let isCopy = said == .copy
                        #expect(screen.alarms.map(\.part) == (isCopy ? [] : said.map { [$0] } ?? []), "\(mode)")
                        #expect((post.state.station.blocked != nil) == isCopy, "\(mode)")
                        #expect(verdict.doubts == (isCopy || said == nil ? [] : [.setAside]), "\(mode)")
                    }
                } catch {
                    Issue.record(
                        "\(part.testDescription) of mode \(String(mode, radix: 8)) stops the station: \(error)")
                }
            }
        }
    }

    @Test(
        "A folder for the key that a technician has named stops the start where the station may not write there, and stays",
        .enabled(if: geteuid() == 0, "only root can be another user"))
    func preparedDoor() async {
        await #expect(processExitsWith: .success) {
            await StationUser.acting {
                try await BorderPost.with(listed: 1) { post in
                    let door = post.folder.appending(path: "run")
                    try Folder.make(door)
                    try StationUser.asRoot { try #require(chown(door.path, 0, 0) == 0 && chmod(door.path, 0o750) == 0) }
                    let fault = try await #require(throws: Fault.self) {
                        try await post.running(["RIDGELINED_KIOSK_DOOR": door.path]) { _ in }
                    }
                    #expect(fault.code.rawValue == "disk.write" && fault.message.contains("kiosk.door"), "\(fault)")
                    #expect(DurableFile.isThere(door))
                }
            }
        }
    }
}

/// This process as another user, who is root for moments. It is the whole process that changes.
private enum StationUser {
    private static let number: uid_t = 62_911

    /// Issues of `body` are those of the test; what it throws is one.
    static func acting(_ body: () async throws -> Void) async {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appending(path: "user-\(UUIDv7())")
        do {
            try Folder.make(folder)
            try #require(chown(folder.path, number, number) == 0 && setenv("TMPDIR", folder.path, 1) == 0)
            try #require(setgroups(0, nil) == 0 && setregid(number, number) == 0)
            // Root stays what is saved.
            try #require(setreuid(number, 0) == 0 && seteuid(number) == 0)
            try await body()
        } catch { Issue.record("\(error)") }
        do { try asRoot { try files.removeItem(at: folder) } } catch { Issue.record("\(error)") }
    }

    static func asRoot(_ body: () throws -> Void) throws {
        try #require(seteuid(0) == 0)
        defer { #expect(seteuid(number) == 0) }
        try body()
    }
}
