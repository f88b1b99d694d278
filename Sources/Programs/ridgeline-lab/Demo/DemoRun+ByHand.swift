import CommandSupport
import DeviceIdentity
import Foundation
import Ground

// What leaves the device in a technician's hand, or would in a thief's.
extension DemoRun {
    /// Where files that travel by hand are put.
    var exported: URL { work.appending(path: "exported") }

    /// Exports waiting hits and the chain of evidence, as onto a USB stick.
    func exportByHand() async throws {
        try FileManager.default.createDirectory(at: exported, withIntermediateDirectories: true)
        let tool = Program(
            executable: OwnFolder.program("ridgeline"), common: ["--state", state.root.path])
        try await tool.run(["outbox", "export", exported.path])
        try await tool.run(["audit", "export", exported.appending(path: "evidence.rla").path])
        let files = try FileManager.default.contentsOfDirectory(
            at: exported, includingPropertiesForKeys: [.fileSizeKey])
        let bytes = try files.reduce(0) { try $0 + ($1.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0) }
        console.note("hits and evidence exported by hand, sealed: \(files.count) files, \(bytes) bytes")
    }

    /// Has gdb write the core image that a crash would leave if dumps were not forbidden.
    ///
    /// - Returns: nil where gcore is not installed, and for all but root.
    /// - Throws: ``Fault`` `demo.core` when it cannot.
    func coreImage(of process: Int32, called name: String) async throws -> URL? {
        // Yama lets nobody else attach to another process than his children.
        let places = ["/usr/bin/gcore", "/usr/local/bin/gcore"]
        guard geteuid() == 0, let gcore = places.first(where: FileManager.default.isExecutableFile)
        else { return nil }
        let prefix = work.appending(path: "core-\(name)")
        let image = URL(filePath: "\(prefix.path).\(process)")
        try await Program(executable: URL(filePath: gcore), common: []).run(["-o", prefix.path, "\(process)"])
        guard FileManager.default.fileExists(atPath: image.path) else {
            throw Fault(.demoCore, "gcore wrote no image of \(name); run the demo as root")
        }
        return image
    }
}
