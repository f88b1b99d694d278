import Foundation
import Ground
import Testing

@testable import DeviceIdentity

@Suite("The wall in the state directory")
struct StateTests {
    private let owners = StateOwners(station: 61_001, link: 61_002, group: 61_000)

    private func provisioned(_ body: (StateDirectory) throws -> Void) throws {
        try withState { state in
            let center = FakeCenter()
            let enrolment = Enrolment(state: state, invitation: center.invitation, custody: .file)
            _ = try enrolment.complete(try center.answer(try enrolment.request()), now: Date())
            try body(state)
        }
    }

    /// User, group and mode.
    private func rights(_ url: URL) throws -> [UInt32] {
        let rights = try FileManager.default.attributesOfItem(atPath: url.path)
        return try [.ownerAccountID, .groupOwnerAccountID, .posixPermissions].map { (key: FileAttributeKey) in
            try #require(rights[key] as? NSNumber).uint32Value
        }
    }

    @Test(
        "Each process has its own folders, and nobody has the one above them",
        .enabled(if: geteuid() == 0, "only root can give files away"))
    func owned() throws {
        try provisioned { state in
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: state.root.path)
            _ = try StateRepair(state).run(owners: owners)
            let table: [(String, [UInt32])] = [
                ("", [0, 61_000, 0o755]), ("device.json", [0, 0, 0o644]), ("custody.json", [0, 0, 0o644]),
                ("station", [61_001, 61_000, 0o700]), ("station/seed", [61_001, 61_000, 0o600]),
                ("station/identity.json", [61_001, 61_000, 0o640]),
                ("link", [61_002, 61_000, 0o700]), ("link/credential", [61_002, 61_000, 0o600]),
                ("to-link", [61_001, 61_000, 0o2750]), ("to-link/wanted.json", [61_001, 61_000, 0o640]),
                ("to-station", [0, 61_000, 0o755]), ("to-station/incoming", [61_002, 61_000, 0o2750]),
                ("to-station/incoming/targets", [61_002, 61_000, 0o2750]),
                ("to-station/receipts", [61_001, 61_000, 0o3770]),
                ("to-station/messages", [61_001, 61_000, 0o3770]),
            ]
            for (path, expected) in table {
                let url = path.isEmpty ? state.root : state.root.appending(path: path)
                #expect(try rights(url) == expected, "\(path)")
            }
        }
    }

    @Test(
        "A link that somebody has planted is given to nobody's file, nor is a second name of a stranger's",
        .enabled(if: geteuid() == 0, "only root can give files away"))
    func planted() throws {
        try provisioned { state in
            let victim = state.root.appending(path: "victim")
            try Data("a stranger's".utf8).write(to: victim)
            let incoming = state.link.incoming
            try FileManager.default.createSymbolicLink(
                at: incoming.appending(path: "planted"), withDestinationURL: victim)
            try FileManager.default.linkItem(at: victim, to: incoming.appending(path: "linked"))
            let before = try rights(victim)
            _ = try StateRepair(state).run(owners: owners)
            #expect(try rights(victim) == before)
        }
    }

    @Test("What an earlier version left is refused with what to do, and moved where it belongs with every byte")
    func older() throws {
        try provisioned { state in
            let places = [
                ("outbox.sqlite", "to-link/outbox.sqlite"), ("audit/0000000001.log", "station/audit/0000000001.log"),
                ("audit-anchor.json", "to-link/audit-anchor.json"),
                ("incoming/keys.json", "to-station/incoming/keys.json"),
                ("receipts/a.json", "to-station/receipts/a.json"), ("messages/7.json", "to-station/messages/7.json"),
            ]
            for (old, _) in places {
                let file = state.root.appending(path: old)
                try Folder.make(file.deletingLastPathComponent(), permissions: 0o750)
                try DurableFile.write(Data(old.utf8), to: file)
            }
            // As it was, without the folders of today's.
            for folder in ["to-station/incoming/metadata", "to-station/incoming/targets"] {
                try FileManager.default.removeItem(at: state.root.appending(path: folder))
            }
            for load in [{ _ = try StationIdentity.load(state) }, { _ = try LinkIdentity.load(state) }] {
                #expect(throws: Fault(.init("state.layout"), ""), performing: load)
            }
            let moved = try StateRepair(state).run(owners: nil)
            #expect(moved.count == places.count)
            for (old, new) in places {
                #expect(try Data(contentsOf: state.root.appending(path: new)) == Data(old.utf8), "\(new)")
            }
            _ = try StationIdentity.load(state)
            #expect(try StateRepair(state).run(owners: nil).isEmpty)
        }
    }

    @Test(
        "A process does not begin where another user could exchange its files",
        arguments: ["", "station", "to-link", "to-station", "to-station/receipts"])
    func open(path: String) throws {
        try provisioned { state in
            try state.station.check()
            try state.link.check()
            let folder = path.isEmpty ? state.root : state.root.appending(path: path)
            let mode = try rights(folder)[2]
            try #require(chmod(folder.path, (mode & ~0o1000) | 0o022) == 0)
            #expect(throws: Fault(.init("state.open"), "")) { try state.station.check() }
            if path.isEmpty || path == "to-station" {
                #expect(throws: Fault(.init("state.open"), "")) { try state.link.check() }
            }
        }
    }

    private enum Damage: CaseIterable { case gone, file, link, danglingLink }

    /// Brings it about; what then lies there.
    private func damage(_ place: URL, _ damage: Damage) throws {
        try FileManager.default.removeItem(at: place)
        switch damage {
        case .gone: break
        case .file: try Data("a file".utf8).write(to: place)
        case .link: try #require(symlink("/tmp", place.path) == 0)
        case .danglingLink: try #require(symlink("/nonexistent/disk", place.path) == 0)
        }
    }

    /// Where it is set aside at 1790000000 s.
    private func aside(_ place: URL) -> URL { URL(filePath: place.path + ".damaged-20260921T141320000") }

    private static let shared = ["to-station", "to-station/incoming", "to-station/receipts", "to-station/messages"]

    @Test("The link makes the folders again in which it leaves things, and sets aside what is there", arguments: shared)
    func mended(path: String) throws {
        for kind in Damage.allCases {
            try provisioned { state in
                let place = state.root.appending(path: path)
                let before = try rights(place)
                try damage(place, kind)
                let now = Timestamp(milliseconds: 1_790_000_000_000)
                let (made, fault) = state.link.mend(at: now)
                #expect(made.first?.path == place.path && fault == nil, "\(kind)")
                #expect(try rights(place) == before, "\(kind)")
                try state.link.check()
                #expect(DurableFile.isThere(aside(place)) == (kind != .gone))
                #expect(state.link.mend(at: now).made.isEmpty)
                #expect(state.station.blocked == nil, "\(kind)")
            }
        }
    }

    @Test("What the link may not mend it says, mends the rest, and begins to work all the same")
    func unmended() throws {
        try provisioned { state in
            let now = Timestamp(milliseconds: 1_790_000_000_000)
            for folder in [state.link.receipts, state.link.messages] { try damage(folder, .gone) }
            // Nobody makes a folder below a file, root neither; its name set aside is taken.
            try damage(state.link.incoming, .file)
            try Data().write(to: aside(state.link.incoming))
            let (made, fault) = state.link.mend(at: now)
            #expect(made.map(\.lastPathComponent) == ["receipts", "messages"])
            #expect(fault?.code == .stateFolder && fault?.message.contains("to-station/incoming is") == true)
            #expect(state.station.blocked?.code == .stateFolder)
            try state.link.prepare()
            try state.link.check()
        }
    }

    @Test("The link's own copy that others could write in gets its mode back")
    func closed() throws {
        try provisioned { state in
            try #require(chmod(state.link.incoming.path, 0o777) == 0)
            #expect(throws: Fault(.init("state.open"), "")) { try state.link.check() }
            #expect(state.link.mend(at: Timestamp(Date())) == ([], nil))
            try state.link.check()
        }
    }

    @Test("Repair sets aside what lies in a folder's place, and makes the folder", arguments: shared)
    func repaired(path: String) throws {
        for kind in Damage.allCases {
            try provisioned { state in
                let place = state.root.appending(path: path)
                let before = try rights(place)
                try damage(place, kind)
                let now = Timestamp(milliseconds: 1_790_000_000_000)
                #expect(try StateRepair(state, now: now).run(owners: nil).count == (kind == .gone ? 0 : 1))
                #expect(try rights(place) == before)
                #expect(DurableFile.isThere(aside(place)) == (kind != .gone))
            }
        }
    }

    @Test("One process of each kind works there at a time")
    func alone() async throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "state-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: root) }
        let state = StateDirectory(root)
        try state.prepare()
        let (station, link) = (try await state.station.hold(), try await state.link.hold())
        await #expect(throws: Fault(.init("state.inUse"), "")) { try await state.station.hold() }
        await #expect(throws: Fault(.init("state.inUse"), "")) { try await state.link.hold() }
        station.release()
        _ = try await state.station.hold()
        link.release()
    }

    @Test("Two users make a wall, one or root none")
    func users() throws {
        for (station, link) in [("61001", "61001"), ("0", "61001"), ("61001", "root"), ("no-such-user", "61001")] {
            #expect(throws: Fault(.init("state.user"), "")) {
                try StateOwners(station: station, link: link, group: "61000")
            }
        }
        #expect(try StateOwners(station: "61001", link: "61002", group: "61000") == owners)
    }

    @Test(
        "What root has imported becomes the link's, for the station to read; no link leads out of it",
        .enabled(if: geteuid() == 0, "only root can give files away"))
    func imported() throws {
        try provisioned { state in
            _ = try StateRepair(state).run(owners: owners)
            let (incoming, link) = (state.link.incoming, state.link)
            let outside = state.root.appending(path: "outside")
            try DurableFile.write(Data("precious".utf8), to: outside, permissions: 0o600)
            let files = [
                link.incomingTargets.appending(path: "lists/interpol/base-1.rll"),
                link.incomingMetadata.appending(path: "timestamp.json"), link.incomingReady,
            ]
            for file in files {
                try Folder.make(file.deletingLastPathComponent(), permissions: 0o750)
                try DurableFile.write(Data("imported".utf8), to: file)
            }
            try FileManager.default.createSymbolicLink(
                at: incoming.appending(path: "planted"), withDestinationURL: outside)
            try FileManager.default.linkItem(at: outside, to: incoming.appending(path: "second"))
            // While it is root's, the link could not go on writing.
            #expect(link.strangers?.code.rawValue == "state.foreign")
            try FileManager.default.removeItem(at: incoming.appending(path: "second"))
            try link.giveIncomingToItsOwner()
            #expect(link.strangers == nil)
            try FileManager.default.linkItem(at: outside, to: incoming.appending(path: "second"))
            try link.giveIncomingToItsOwner()
            for path in try FileManager.default.subpathsOfDirectory(atPath: incoming.path) where path != "second" {
                let own = try rights(incoming.appending(path: path))
                #expect(own[0] == 61_002 && own[1] == 61_000, "\(path)")
                if path != "planted" { #expect(own[2] & 0o040 != 0, "\(path)") }
            }
            #expect(try rights(outside) == [0, 0, 0o600])
            #expect(try rights(incoming)[0] == 61_002)
        }
    }
}
