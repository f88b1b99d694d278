public import Emulators
public import Foundation
internal import Ground
internal import Imaging
internal import USBTransport

/// Does to emulated readers what a line of the control protocol asks for.
public actor EmulatorHands {
    private static let pictures: Set<String> = ["png", "jpg", "jpeg", "bmp", "pgm"]
    private static let most = 1_000_000

    private let readers: [any EmulatedReader]
    private let folder: URL
    private var nextPrint = 0

    /// - Parameter prints: the folder whose pictures can be presented; no other file is ever read.
    public init(_ readers: [any EmulatedReader], prints: URL) {
        self.readers = readers
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
        let reader = try reader(request.device)
        switch request.action {
        case .list: break
        case .present:
            let name = try pick(request.print)
            try await reader.present(try ImageFile.read(folder.appending(path: name)))
            reply.print = name
        case .lift: await reader.lift()
        case .plug: await reader.port.plug()
        case .unplug:
            if let number = request.atTransfer {
                guard (1...Self.most).contains(number) else { throw Self.invalid("atTransfer", number) }
                await reader.port.unplug(atTransfer: number)
            } else if let state = request.inState {
                await reader.port.unplug(inState: state)
            } else {
                await reader.port.unplug()
            }
        case .fault: try await spoil(reader, request)
        }
        return reply
    }

    private func spoil(_ reader: any EmulatedReader, _ request: ControlRequest) async throws(Fault) {
        let (times, skip) = (request.times ?? 1, request.skip ?? 0)
        guard (1...Self.most).contains(times) else { throw Self.invalid("times", times) }
        guard (0...Self.most).contains(skip) else { throw Self.invalid("skip", skip) }
        let name = request.fault ?? ""
        if let fault = EmulatedFault(rawValue: name) {
            await reader.port.inject(fault, .init(endpoint: request.endpoint, skip: skip, times: times))
        } else {
            try await reader.inject(ownFault: name, times: times)
        }
    }

    private func devices() async -> [ControlReply.Device] {
        var devices: [ControlReply.Device] = []
        for reader in readers {
            devices.append(
                ControlReply.Device(
                    device: reader.port.info.port, name: reader.port.info.name, plugged: await reader.port.isPlugged,
                    state: await reader.port.state,
                    faults: EmulatedFault.allCases.map(\.rawValue) + reader.ownFaults))
        }
        return devices
    }

    private func reader(_ port: String?) throws(Fault) -> any EmulatedReader {
        if let reader = readers.first(where: { $0.port.info.port == port }) { return reader }
        let there = readers.map(\.port.info.port).joined(separator: ", ")
        throw Fault("emulator.device", "there is no device \"\(port ?? "")\"; there is \(there)")
    }

    /// A name from the folder, or the next one in their order.
    private func pick(_ name: String?) throws(Fault) -> String {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
            .filter { Self.pictures.contains(($0 as NSString).pathExtension.lowercased()) }.sorted()
        guard !names.isEmpty else {
            throw Fault("emulator.print", "there is no picture in \(folder.path); put one there")
        }
        guard let name else {
            nextPrint += 1
            return names[(nextPrint - 1) % names.count]
        }
        guard names.contains(name) else {
            throw Fault(
                "emulator.print", "there is no picture \"\(name)\" in \(folder.path); name a file that is there")
        }
        return name
    }

    private static func invalid(_ what: String, _ number: Int) -> Fault {
        Fault("emulator.number", "\(what) is \(number), but must lie between 1 and \(most)")
    }
}
