internal import CLibUSB
internal import Foundation

/// Hears from the kernel itself what is unplugged.
///
/// libusb hears it from udev's daemon, which first works through its rules; an officer must not wait for that. What is
/// plugged in is still told by udev, as only then may it be opened.
final class KernelRemovals: Sendable {
    /// The group of NETLINK_KOBJECT_UEVENT that the kernel itself sends to; udev's daemon uses the next.
    private static let kernelGroup: UInt32 = 1
    /// The kernel gives the properties 2048 bytes; the path stands before them.
    private static let longest = 4096

    // Resumed and cancelled only, which any thread may do.
    nonisolated(unsafe) private let source: any DispatchSourceRead

    /// - Parameter handler: is called on a thread of the system's for each removal, one after the other.
    /// - Returns: nil where the kernel tells us nothing, as in some containers; udev's word must then be enough.
    init?(handler: @escaping @Sendable (USBRemoval) -> Void) {
        let type = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let socket = socket(AF_NETLINK, type, NETLINK_KOBJECT_UEVENT)
        guard socket >= 0 else { return nil }
        var own = sockaddr_nl()
        own.nl_family = sa_family_t(AF_NETLINK)
        own.nl_groups = Self.kernelGroup
        guard Self.withAddress(&own, { bind(socket, $0, $1) }) == 0 else {
            close(socket)
            return nil
        }
        source = DispatchSource.makeReadSource(fileDescriptor: socket)
        source.setEventHandler { Self.read(socket, handler) }
        source.setCancelHandler { close(socket) }
        source.activate()
    }

    deinit { source.cancel() }

    /// Everything that waits at the socket.
    private static func read(_ socket: Int32, _ handler: (USBRemoval) -> Void) {
        var message = [UInt8](repeating: 0, count: longest)
        while true {
            var sender = sockaddr_nl()
            let count = withAddress(&sender) { address, size in
                var size = size
                return recvfrom(socket, &message, message.count, 0, address, &size)
            }
            if count < 0, errno == EINTR { continue }
            // Where messages were lost (ENOBUFS), udev's word comes still.
            guard count > 0 else { return }
            // Number 0 is the kernel; a privileged program could send to its group, too.
            guard sender.nl_pid == 0, let removal = USBRemoval(message.prefix(count)) else { continue }
            handler(removal)
        }
    }

    private static func withAddress<R>(
        _ address: inout sockaddr_nl, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> R
    ) -> R {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_nl>.size))
            }
        }
    }
}
