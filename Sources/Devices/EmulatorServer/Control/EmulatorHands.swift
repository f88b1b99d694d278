public import Emulators
public import Foundation
internal import Ground
internal import Imaging
internal import USBTransport

/// Does to emulated readers and cameras what a line of the control protocol asks for.
public actor EmulatorHands {
    private static let pictures: Set<String> = ["png", "jpg", "jpeg", "bmp", "pgm"]
    private static let most = 1_000_000

    private let equipment: [any EmulatedEquipment]
    private let folder: URL
    private var nextPrint = 0

    /// - Parameter prints: the folder whose pictures can be presented; no other file is ever read.
    public init(_ equipment: [any EmulatedEquipment], prints: URL) {
        self.equipment = equipment
        folder = prints
    }

    /// Total: every request has a reply.
    public func answer(_ request: ControlRequest) async -> ControlReply {
        do throws(Fault) { return try await act(request) } catch {
            return ControlReply(ok: false, code: error.code.rawValue, message: error.message)
        }
    }

    private func act(_ request: ControlRequest) async throws(Fault) -> ControlReply {
        var reply = ControlReply(ok: true)
        if request.action == .list {
            reply.devices = await devices()
            return reply
        }
        let device = try device(request.device)
        switch request.action {
        case .list: break
        case .present:
            let reader = try Self.reader(device)
            let name = try pick(request.print)
            try await reader.present(try ImageFile.read(folder.appending(path: name)))
            reply.print = name
        case .lift: try await Self.reader(device).lift()
        case .plug: await device.port.plug()
        case .unplug:
            if let number = request.atTransfer {
                guard (1...Self.most).contains(number) else { throw Self.invalid("atTransfer", number) }
                await device.port.unplug(atTransfer: number)
            } else if let state = request.inState {
                await device.port.unplug(inState: state)
            } else {
                await device.port.unplug()
            }
        case .deafen: await device.port.deafen()
        case .fault: try await spoil(device, request)
        }
        return reply
    }

    private func spoil(_ device: any EmulatedEquipment, _ request: ControlRequest) async throws(Fault) {
        let (times, skip) = (request.times ?? 1, request.skip ?? 0)
        guard (1...Self.most).contains(times) else { throw Self.invalid("times", times) }
        guard (0...Self.most).contains(skip) else { throw Self.invalid("skip", skip) }
        let name = request.fault ?? ""
        if let fault = EmulatedFault(rawValue: name) {
            await device.port.inject(fault, .init(endpoint: request.endpoint, skip: skip, times: times))
        } else {
            try await device.inject(ownFault: name, times: times)
        }
    }

    private func devices() async -> [ControlReply.Device] {
        var devices: [ControlReply.Device] = []
        for device in equipment {
            devices.append(
                ControlReply.Device(
                    device: device.port.info.port, name: device.port.info.name, plugged: await device.port.isPlugged,
                    state: await device.port.state,
                    faults: EmulatedFault.allCases.map(\.rawValue) + device.ownFaults))
        }
        return devices
    }

    private func device(_ port: String?) throws(Fault) -> any EmulatedEquipment {
        if let device = equipment.first(where: { $0.port.info.port == port }) { return device }
        let there = equipment.map(\.port.info.port).joined(separator: ", ")
        throw Fault(.emulatorDevice, "there is no device \"\(port ?? "")\"; there is \(there)")
    }

    private static func reader(_ device: any EmulatedEquipment) throws(Fault) -> any EmulatedReader {
        guard let reader = device as? any EmulatedReader else {
            throw Fault(.emulatorDevice, "\(device.port.info.port) is a camera; name a reader for that")
        }
        return reader
    }

    /// A name from the folder, or the next one in their order.
    private func pick(_ name: String?) throws(Fault) -> String {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
            .filter { Self.pictures.contains(($0 as NSString).pathExtension.lowercased()) }.sorted()
        guard !names.isEmpty else {
            throw Fault(.emulatorPrint, "there is no picture in \(folder.path); put one there")
        }
        guard let name else {
            nextPrint += 1
            return names[(nextPrint - 1) % names.count]
        }
        guard names.contains(name) else {
            throw Fault(
                .emulatorPrint, "there is no picture \"\(name)\" in \(folder.path); name a file that is there")
        }
        return name
    }

    private static func invalid(_ what: String, _ number: Int) -> Fault {
        Fault(.emulatorNumber, "\(what) is \(number), but must lie between 1 and \(most)")
    }
}
