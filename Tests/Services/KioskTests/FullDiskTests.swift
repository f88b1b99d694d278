import DeviceSettings
import Foundation
import Ground
import SmallDisk
import Testing

@Suite("The officer's page, on a full disk", .serialized, .enabled(if: SmallDisk.isGiven, SmallDisk.elsewhere))
struct FullDiskTests {
    @Test(
        "A start with the right files writes nothing; what cannot be renewed still opens, and is said; without any there is no start"
    )
    func door() throws {
        let disk = try SmallDisk()
        let (folder, other) = (disk.place("door"), disk.place("other"))
        defer { disk.giveBack(folder, other) }
        try Folder.make(other)
        let first = try KioskKey.keep(in: folder, port: 8421, isPortHeld: true).authorization
        try disk.leaveFree(0)
        var troubles: [Fault] = []
        let held = try KioskKey.keep(in: folder, port: 8421, isPortHeld: true) { troubles.append($0) }
        #expect(held.authorization == first && troubles.isEmpty)
        let unheld = try KioskKey.keep(in: folder, port: 8421, isPortHeld: false) { troubles.append($0) }
        #expect(unheld.authorization == first && troubles == [Fault(.init("disk.write"), "")])
        #expect(throws: Fault(.init("disk.write"), "")) { try KioskKey.keep(in: other, port: 8421, isPortHeld: true) }
    }

    @Test("A key that found no room at the start is there when there is some")
    func later() throws {
        let disk = try SmallDisk()
        let folder = disk.place("door")
        defer { disk.giveBack(folder) }
        let key = try KioskKey.keep(in: folder, port: 8421, isPortHeld: true)
        try KioskKey.remove(from: folder)
        try disk.leaveFree(0)
        #expect(throws: Fault(.init("disk.write"), "")) { try key.restore(in: folder, port: 8421) }
        try disk.leaveFree(1 << 20)
        try key.restore(in: folder, port: 8421)
        #expect(try KioskKey.read(from: folder).authorization == key.authorization)
        #expect(FileManager.default.fileExists(atPath: folder.appending(path: "open.html").path))
    }
}
