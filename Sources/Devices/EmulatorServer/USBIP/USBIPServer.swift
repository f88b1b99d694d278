public import Emulators
public import Ground
internal import NIOCore
internal import NIOPosix
internal import USBTransport

/// Puts emulated devices on the wire: for a kernel elsewhere over TCP, or for this one over a socket of its own.
///
/// It listens on loopback only: whoever reaches it may use the devices. Thread-safe.
public struct USBIPServer: Sendable {
    typealias Connection = NIOAsyncChannel<USBIPRequest, ByteBuffer>
    private static let group = MultiThreadedEventLoopGroup.singleton

    private let ports: [any EmulatedPort]

    public init(_ ports: [any EmulatedPort]) { self.ports = ports }

    /// Serves on TCP until the calling task is cancelled.
    ///
    /// - Parameters:
    ///   - port: 3240 is what USB/IP's tools expect; 0 takes a free one.
    ///   - ready: called with the port once clients can connect.
    /// - Throws: ``Fault`` `usbip.listen`.
    public func run(port: Int, ready: @Sendable (Int) -> Void = { _ in }) async throws(Fault) {
        do {
            let listener = try await ServerBootstrap(group: Self.group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: "127.0.0.1", port: port) { Self.connection($0, isAttached: false) }
            ready(listener.channel.localAddress?.port ?? port)
            try await listener.serve { await converse($0) }
        } catch is CancellationError {
            return
        } catch {
            throw Fault(.usbipListen, "cannot serve USB/IP on port \(port); choose another one", cause: error)
        }
    }

    /// Plugs a device into this machine's own kernel, and does so again whenever the device is plugged again.
    ///
    /// - Parameter controller: this kernel's virtual host controller.
    /// - Throws: ``Fault`` `usbip.vhci` when the kernel does not take it.
    public func attach(_ port: any EmulatedPort, to controller: VirtualHostController) async throws(Fault) {
        let changes = port.watchers.stream()
        var socket: Int?
        if await port.isPlugged { socket = try await attachOnce(port, to: controller, socket: nil) }
        for await change in changes {
            guard case .arrived = change, await port.isPlugged else { continue }
            socket = try await attachOnce(port, to: controller, socket: socket)
        }
    }

    /// - Returns: the controller's port, once the device has left it.
    private func attachOnce(
        _ port: any EmulatedPort, to controller: VirtualHostController, socket: Int?
    ) async throws(Fault) -> Int {
        try await port.claim()
        let (descriptor, number) = try await controller.attach(port.descriptors.speed, socket: socket)
        do {
            let connection = try await ClientBootstrap(group: Self.group).withConnectedSocket(descriptor) {
                Self.connection($0, isAttached: true)
            }
            await converse(connection, attached: port)
        } catch {
            await port.close()
            throw Fault(.usbipVhci, "cannot serve this machine's kernel; try again", cause: error)
        }
        return number
    }

    private static func connection(_ channel: any Channel, isAttached: Bool) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture {
            let decoder = ByteToMessageHandler(USBIPDecoder(parser: USBIPParser(isAttached: isAttached)))
            try channel.pipeline.syncOperations.addHandler(decoder)
            return try Connection(wrappingChannelSynchronously: channel)
        }
    }

    /// - Parameter attached: the claimed device at this end; nil where the client is yet to choose one.
    private func converse(_ connection: Connection, attached: (any EmulatedPort)? = nil) async {
        var device = attached
        var watch = attached.map { Self.hangUp(connection.channel, whenLeaves: $0.watchers.stream()) }
        // Whatever ends the conversation, the client is gone; there is nobody left to tell.
        try? await connection.executeThenClose { requests, replies in
            var host = attached.map { USBIPHost($0, channel: connection.channel) }
            if let attached, await !attached.isPlugged { return }
            for try await request in requests {
                switch request {
                case .listDevices:
                    try await replies.write(USBIPReply.list(await plugged()))
                    return
                case .importDevice(let busID):
                    guard let (port, number) = await plugged().first(where: { $0.port.info.port == busID }) else {
                        return try await replies.write(USBIPReply.importRefused)
                    }
                    watch = Self.hangUp(connection.channel, whenLeaves: port.watchers.stream())
                    guard (try? await port.claim()) != nil else {
                        return try await replies.write(USBIPReply.importRefused)
                    }
                    device = port
                    host = USBIPHost(port, channel: connection.channel)
                    try await replies.write(USBIPReply.imported(port, number: number))
                case .submit(let number, let transfer): try await host?.submit(number, transfer)
                case .isochronous(let number): host?.refuse(number)
                case .unlink(let number, let target): await host?.unlink(number, target: target)
                }
            }
        }
        watch?.cancel()
        await device?.close()
    }

    private func plugged() async -> [(port: any EmulatedPort, number: UInt32)] {
        var found: [(port: any EmulatedPort, number: UInt32)] = []
        // Device 1 of a bus is its root hub.
        for (index, port) in ports.enumerated() where await port.isPlugged { found.append((port, UInt32(index + 2))) }
        return found
    }

    /// An unplugged device is a closed connection.
    private static func hangUp(
        _ channel: any Channel, whenLeaves changes: AsyncStream<USBBusChange>
    ) -> Task<Void, Never> {
        Task {
            for await change in changes {
                guard case .left = change else { continue }
                return channel.close(promise: nil)
            }
        }
    }
}
