import Emulators
import Foundation
import USBTransport

extension KernelChecks {
    static let udevRules = KernelCheck("udev gives every reader its group, its name, its unit and its sleep") {
        let rig = try Rig()
        for name in EmulatorCatalogue.identifiers {
            try await rig.with(name + ":A1") { socket in try look(at: socket.info) }
        }
        return "\(EmulatorCatalogue.identifiers.count) models"
    }

    private static func look(at info: USBDeviceInfo) throws {
        let folder = "/sys/bus/usb/devices/\(info.port)"
        let properties = try output("/usr/bin/udevadm", "info", "--query=all", "--path", folder)
        for line in ["E: ID_AUTOSUSPEND=1", "E: ID_PERSIST=0"] {
            try require(properties.contains(line), "\(info.name) has no \(line): \(properties)")
        }
        try require(
            properties.contains("TAGS=") && properties.contains(":systemd:"), "\(info.name) has no unit: \(properties)")
        try require(try text(folder + "/power/control") == "auto", "\(info.name) may not sleep")
        let number = { (name: String) in try Int(text("\(folder)/\(name)")) ?? 0 }
        let node = String(format: "/dev/bus/usb/%03d/%03d", try number("busnum"), try number("devnum"))
        let attributes = try FileManager.default.attributesOfItem(atPath: node)
        try require(
            attributes[.groupOwnerAccountName] as? String == "ridgeline"
                && (attributes[.posixPermissions] as? NSNumber)?.intValue == 0o660,
            "\(node) is not the group's: \(attributes)")
        let names = try FileManager.default.contentsOfDirectory(atPath: "/dev/ridgeline").map { "/dev/ridgeline/" + $0 }
        let ours = names.filter { URL(filePath: $0).resolvingSymlinksInPath().path == node }
        try require(ours.count == 1, "\(node) has the names \(ours) among \(names)")
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What a program prints.
    static func output(_ program: String, _ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try require(process.terminationStatus == 0, "\(program) \(arguments) says: \(text)")
        return text
    }
}
