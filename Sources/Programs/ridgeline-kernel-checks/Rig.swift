import Capture
import EmulatorServer
import Emulators
import Foundation
import Ground
import Imaging
import Readers
import USBTransport

/// This kernel's bus as the station sees it, and emulated readers that are plugged into it.
final class Rig: Sendable {
    static let patience = Duration.seconds(10)

    let bus: LibUSBBus
    private let controller = VirtualHostController()

    init() throws { bus = try LibUSBBus() }

    /// The print on every glass.
    static func print() throws -> GrayImage { try onGlass.get() }

    private static let onGlass = Result {
        try ImageFile.read(URL(filePath: ProcessInfo.processInfo.environment["RIDGELINE_PRINT"] ?? "print.png"))
    }

    /// Plugs readers in, waits until libusb has reported each, and pulls them all out in the end.
    func with<R: Sendable>(
        _ names: [String], _ body: @escaping @Sendable ([Socket]) async throws -> R
    ) async throws -> R {
        try await withThrowingTaskGroup(of: Void.self) { [self] group in
            var sockets: [Socket] = []
            for (index, name) in names.enumerated() {
                let emulator = try EmulatorCatalogue.reader(name, port: "9-\(index + 1)")
                let changes = bus.changes()
                group.addTask { [controller] in
                    try await USBIPServer([emulator.port]).attach(emulator.port, to: controller)
                }
                let described = emulator.port.info
                let info = try await Self.next(changes, "\(name) to arrive") { change -> USBDeviceInfo? in
                    guard case .arrived(let info) = change else { return nil }
                    return info.identifier == described.identifier && info.serial == described.serial ? info : nil
                }
                sockets.append(Socket(emulator: emulator, info: info, rig: self))
            }
            let result = await Task { [sockets] in try await body(sockets) }.result
            for socket in sockets where await socket.emulator.port.isPlugged { try await socket.pull() }
            group.cancelAll()
            return try result.get()
        }
    }

    func with<R: Sendable>(_ name: String, _ body: @escaping @Sendable (Socket) async throws -> R) async throws -> R {
        try await with([name]) { try await body($0[0]) }
    }

    /// The first change that fits, within ``patience``.
    static func next<R: Sendable>(
        _ changes: AsyncStream<USBBusChange>, _ what: String, fitting: @escaping @Sendable (USBBusChange) -> R?
    ) async throws -> R {
        try await limited(what) {
            for await change in changes {
                if let found = fitting(change) { return found }
            }
            throw CheckFailure("the bus is gone")
        }
    }

    static func limited<R: Sendable>(
        _ what: String, within limit: Duration = patience, _ body: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        try await withThrowingTaskGroup(of: R.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw CheckFailure("waited \(limit) for \(what)")
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }
}

/// A reader in its socket.
struct Socket: Sendable {
    let emulator: any EmulatedReader
    /// As libusb reports it.
    let info: USBDeviceInfo
    let rig: Rig

    func reader() throws -> any FingerprintReader {
        let driver = Readers.drivers().lazy.compactMap { $0.reader(for: info, on: rig.bus) }.first
        guard let driver else { throw CheckFailure("no driver for \(info.name)") }
        return driver
    }

    /// One traveller; the picture must be the one on the glass.
    ///
    /// - Returns: from the finger to the decoded picture.
    @discardableResult
    func takePicture() async throws -> Duration {
        guard let frame = try await session() else { throw CheckFailure("\(info.name): no picture") }
        let expected = try emulator.delivered(for: try Rig.print())
        try require(frame.image.bytes == expected.bytes, "\(info.name): the picture is not the one on the glass")
        return frame.fingerOn.duration(to: frame.decoded)
    }

    /// From open to close, also when something goes wrong.
    func session() async throws -> Frame? {
        try await emulator.traveller(with: try Rig.print(), at: reader())
    }

    /// - Returns: from the pull to libusb's word.
    @discardableResult
    func pull() async throws -> Duration {
        let changes = rig.bus.changes()
        let isThere = try await rig.bus.devices().contains { $0.port == info.port }
        let started = ContinuousClock.now
        await emulator.port.unplug()
        // The kernel gives up by itself a reader that it cannot wake, and has told so.
        guard isThere else { return .zero }
        try await Rig.next(changes, "\(info.name) to leave") { [info] in $0 == .left(info) ? () : nil }
        return started.duration(to: .now)
    }

    /// Waits until the bus has reported that the reader is gone, which something else has pulled, and plugs it again.
    ///
    /// - Returns: when it was plugged, the bus having reported it since.
    @discardableResult
    func plugAgain() async throws -> ContinuousClock.Instant {
        let changes = rig.bus.changes()
        let deadline = ContinuousClock.now + Rig.patience
        while try await rig.bus.devices().contains(where: { $0.port == info.port }), .now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
        let plugged = ContinuousClock.now
        await emulator.port.plug()
        try await Rig.next(changes, "\(info.name) to come back") { [info] in $0 == .arrived(info) ? () : nil }
        return plugged
    }

    /// - Returns: from the plug to the open reader.
    func ready(after plugged: ContinuousClock.Instant) async throws -> Duration {
        let reader = try reader()
        try await reader.open()
        let ready = plugged.duration(to: .now)
        await reader.close()
        try await takePicture()
        return ready
    }
}

extension GrayImage {
    var bytes: [UInt8] { withPixels { Array($0) } }
}

extension Duration {
    var text: String { String(format: "%.0f ms", self / .milliseconds(1)) }
}
