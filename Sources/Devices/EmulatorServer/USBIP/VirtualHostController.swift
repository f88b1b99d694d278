internal import Emulators
internal import Foundation
internal import Glibc
internal import Ground

/// Linux's virtual host controller (module vhci_hcd), into which a program can plug devices of its own making.
public struct VirtualHostController: Sendable {
    private static let patience = Duration.seconds(1)
    private static let attempts = 8

    private let folder: String

    public init(folder: String = "/sys/devices/platform/vhci_hcd.0") { self.folder = folder }

    /// Gives the kernel one end of a new pair of sockets as a device.
    ///
    /// - Parameter socket: the controller's port to prefer, so that a device comes back to where it was.
    /// - Returns: the other end, for USB/IP, which the caller owns; and the controller's port.
    /// - Throws: ``Fault`` `usbip.vhci`.
    func attach(
        _ speed: EmulatedDescriptors.Speed, socket wanted: Int?
    ) async throws(Fault) -> (descriptor: CInt, socket: Int) {
        var ends: [CInt] = [-1, -1]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Fault(.usbipVhci, "cannot make a pair of sockets; free some open files of this process")
        }
        // The kernel takes a reference of its own.
        defer { Glibc.close(ends[1]) }
        do throws(Fault) {
            var attempt = 1
            while true {
                let socket = try await freeSocket(preferring: wanted)
                do throws(Fault) {
                    try Self.write("\(socket) \(ends[1]) \(socket + 2) \(speed.rawValue)", to: folder + "/attach")
                    return (ends[0], socket)
                } catch {
                    // Another has taken the port since we looked.
                    guard attempt < Self.attempts else { throw error }
                    attempt += 1
                }
            }
        } catch {
            Glibc.close(ends[0])
            throw error
        }
    }

    /// A port that has just been left takes the kernel a moment to clear.
    private func freeSocket(preferring wanted: Int?) async throws(Fault) -> Int {
        let clock = ContinuousClock()
        let end = clock.now + Self.patience
        while true {
            let free = try freeSockets()
            if let wanted, free.contains(wanted) { return wanted }
            if wanted == nil || clock.now > end {
                guard let first = free.first else {
                    throw Fault(.usbipVhci, "all ports of the virtual host controller are taken; unplug a device")
                }
                return first
            }
            try? await clock.sleep(for: .milliseconds(10))
        }
    }

    /// Lines such as `hs  0000 004 000 00000000 000000 0-0`: speed, port, state; 4 is free.
    private func freeSockets() throws(Fault) -> [Int] {
        guard let text = try? String(contentsOfFile: folder + "/status", encoding: .utf8) else {
            throw Fault(.usbipVhci, "this kernel has no virtual host controller; as root: modprobe vhci-hcd")
        }
        return text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count >= 3, fields[0] == "hs", fields[2] == "004" else { return nil }
            return Int(fields[1])
        }
    }

    private static func write(_ line: String, to path: String) throws(Fault) {
        let file = Glibc.open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw Fault(.usbipVhci, "no permission to plug devices into this kernel; run as root")
        }
        defer { Glibc.close(file) }
        guard Glibc.write(file, line, line.utf8.count) == line.utf8.count else {
            throw Fault(.usbipVhci, "the kernel refuses the device (\(String(cString: strerror(errno)))); try again")
        }
    }
}
