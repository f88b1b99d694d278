import ArgumentParser
import EmulatorServer
import Foundation
import Ground

/// `ridgeline emulate tell`: the hands at an emulated reader.
struct EmulateTell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tell", abstract: "Present or lift a finger, pull or plug a cable, let a fault happen.",
        discussion: """
            ACTION is one of list, present [PRINT], lift, unplug, plug, deafen, fault FAULT. `list` says which faults a device \
            can have, and in which state it is.

            EXAMPLES
              ridgeline emulate tell /run/hands present 9-1 right-index.png
              ridgeline emulate tell /run/hands fault 9-1 stall --endpoint 0x82
              ridgeline emulate tell /run/hands unplug 9-1 --in-state capturing
            """)

    @Argument(help: "The control socket of the running emulator.")
    var socket: String

    @Argument(help: "What to do.", transform: Self.action)
    var action: ControlRequest.Action

    @Argument(help: "The device's port, for example 9-1.")
    var device: String?

    @Argument(help: "For present: a file in the folder of prints (without it the next one). For fault: its name.")
    var what: String?

    @Option(help: "For fault: how often it happens.")
    var times: Int?

    @Option(help: "For fault: transfers that still go well before.")
    var skip: Int?

    @Option(help: "For fault: the endpoint's address, for example 0x82.", transform: Self.endpoint)
    var endpoint: UInt8?

    @Option(help: "For unplug: at which transfer from now on, counted from 1.")
    var atTransfer: Int?

    @Option(help: "For unplug: as soon as the device is in this state, for example capturing.")
    var inState: String?

    @Flag(help: "Print the answer as JSON.")
    var json = false

    func validate() throws {
        guard action == .list || device != nil else { throw ValidationError("name the device, for example 9-1") }
        guard action != .fault || what != nil else {
            throw ValidationError("name the fault; list says which there are")
        }
    }

    func run() async throws {
        let request = ControlRequest(
            action, device: device, print: action == .present ? what : nil, fault: action == .fault ? what : nil,
            times: times, skip: skip, endpoint: endpoint, atTransfer: atTransfer, inState: inState)
        let reply = try await ControlClient.tell(request, at: socket)
        if json { return Swift.print(try WireJSON.line(reply)) }
        for device in reply.devices ?? [] {
            Swift.print("\(device.device)  \(device.name)  \(device.plugged ? device.state : "unplugged")")
            Swift.print("     faults: \(device.faults.joined(separator: ", "))")
        }
        if let print = reply.print { Swift.print("\(print) lies on \(device ?? "the glass")") }
    }

    private static func action(_ text: String) throws -> ControlRequest.Action {
        guard let action = ControlRequest.Action(rawValue: text) else {
            let known = ControlRequest.Action.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\"\(text)\" is no action; there is \(known)")
        }
        return action
    }

    private static func endpoint(_ text: String) throws -> UInt8 {
        let number = text.hasPrefix("0x") ? UInt8(text.dropFirst(2), radix: 16) : UInt8(text)
        guard let number else { throw ValidationError("\"\(text)\" is no endpoint; write for example 0x82") }
        return number
    }
}
