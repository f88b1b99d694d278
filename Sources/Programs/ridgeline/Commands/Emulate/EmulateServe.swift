import ArgumentParser
import CommandSupport
import EmulatorServer
import Emulators
import Foundation
import Ground

/// `ridgeline emulate DEVICE…`: serves until it is interrupted.
struct EmulateServe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve readers and cameras until interrupted (the default).",
        discussion: """
            DEVICE is vendor:product, and :serial where it matters; --list shows what there is.

            EXAMPLES
              ridgeline emulate serve 05ba:000a --prints fingers/ --port 3240
              ridgeline emulate serve 05ba:000a:A 05ba:000a:B --prints fingers/ --attach --control /run/hands
            """)

    @Argument(help: "The readers and cameras; they are plugged in at 9-1, 9-2 and so on.")
    var devices: [String] = []

    @Option(help: "The folder with the prints to present: PNG, JPEG, BMP or PGM files.", completion: .directory)
    var prints = "."

    @Option(help: "Serve USB/IP on this TCP port of loopback; 3240 is the usual one, 0 takes a free one.")
    var port: Int?

    @Flag(help: "Plug the readers into this machine's own kernel; needs root and: modprobe vhci-hcd")
    var attach = false

    @Option(help: "The Unix socket on which `ridgeline emulate tell` is heard.", completion: .file())
    var control: String?

    @Flag(help: "List the models that can be emulated, with the faults of each, and stop.")
    var list = false

    func validate() throws {
        if list { return }
        guard !devices.isEmpty else { throw ValidationError("name at least one device, for example 05ba:000a") }
        guard port != nil || attach else { throw ValidationError("say --port, or --attach, or both") }
        guard (0...65535).contains(port ?? 0) else { throw ValidationError("--port is at most 65535") }
        for name in devices {
            do { _ = try EmulatorCatalogue.equipment(name, port: "9-1") } catch { throw ValidationError(error.message) }
        }
    }

    func run() async throws {
        if list { return try printModels() }
        let emulators = try devices.enumerated().map { index, name in
            try EmulatorCatalogue.equipment(name, port: "9-\(index + 1)")
        }
        let server = USBIPServer(emulators.map(\.port))
        let controller = VirtualHostController()
        try await withThrowingDiscardingTaskGroup { group in
            if let port {
                group.addTask {
                    try await server.run(port: port) { StandardError.say("USB/IP on 127.0.0.1, port \($0)") }
                }
            }
            if attach {
                for emulator in emulators {
                    group.addTask { try await server.attach(emulator.port, to: controller) }
                }
            }
            if let control {
                let hands = EmulatorHands(emulators, prints: URL(filePath: prints))
                group.addTask {
                    try await ControlServer(hands).run(socket: control) { StandardError.say("hands at \(control)") }
                }
            }
        }
    }

    private func printModels() throws {
        for name in EmulatorCatalogue.identifiers + [EmulatorCatalogue.camera] {
            let model = try EmulatorCatalogue.equipment(name, port: "9-1")
            let faults =
                (EmulatedFault.allCases.map(\.rawValue)
                + model.ownFaults.filter { EmulatedFault(rawValue: $0) == nil }).joined(separator: ", ")
            print("\(name)  \(model.port.descriptors.string(2) ?? "")\n    \(faults)")
        }
    }
}
