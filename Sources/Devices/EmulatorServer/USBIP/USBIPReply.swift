internal import Emulators
internal import NIOCore
internal import USBTransport

/// The bytes of what a server says.
enum USBIPReply {
    /// - Parameter ports: with the number that each device has on its bus.
    static func list(_ ports: [(port: any EmulatedPort, number: UInt32)]) -> ByteBuffer {
        var buffer = operation(USBIPWire.listReply, status: 0)
        buffer.writeInteger(UInt32(ports.count))
        for (port, number) in ports {
            write(port, number, to: &buffer)
            for interface in port.info.interfaces { buffer.writeBytes(interface.kind + [0]) }
        }
        return buffer
    }

    static func imported(_ port: any EmulatedPort, number: UInt32) -> ByteBuffer {
        var buffer = operation(USBIPWire.importReply, status: 0)
        write(port, number, to: &buffer)
        return buffer
    }

    static let importRefused = operation(USBIPWire.importReply, status: 1)

    /// - Parameters:
    ///   - count: bytes that were moved, either way.
    ///   - data: for the host.
    static func submit(_ number: UInt32, status: Int32, count: Int = 0, data: [UInt8] = []) -> ByteBuffer {
        var buffer = command(USBIPWire.submitReply, number, status)
        buffer.writeInteger(UInt32(count))
        buffer.writeRepeatingByte(0, count: 20)
        buffer.writeBytes(data)
        return buffer
    }

    static func unlink(_ number: UInt32, status: Int32) -> ByteBuffer {
        var buffer = command(USBIPWire.unlinkReply, number, status)
        buffer.writeRepeatingByte(0, count: 24)
        return buffer
    }

    private static func operation(_ code: UInt16, status: UInt32) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeMultipleIntegers(USBIPWire.version, code, status)
        return buffer
    }

    private static func command(_ command: UInt32, _ number: UInt32, _ status: Int32) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeMultipleIntegers(command, number, UInt32(0), UInt32(0), UInt32(0), status)
        return buffer
    }

    private static func write(_ port: any EmulatedPort, _ number: UInt32, to buffer: inout ByteBuffer) {
        func write(_ text: String, length: Int) {
            let bytes = Array(text.utf8.prefix(length - 1))
            buffer.writeBytes(bytes + [UInt8](repeating: 0, count: length - bytes.count))
        }
        let (info, descriptors) = (port.info, port.descriptors)
        write("/sys/devices/emulated/\(info.port)", length: USBIPWire.pathLength)
        write(info.port, length: USBIPWire.busIDLength)
        let bus = info.port.split(separator: "-").first.flatMap { UInt32($0) } ?? 0
        buffer.writeMultipleIntegers(bus, number, descriptors.speed.rawValue)
        buffer.writeMultipleIntegers(info.vendor, info.product, descriptors.release)
        buffer.writeBytes(descriptors.device[4...6])
        buffer.writeBytes([descriptors.configurationValue, 1, UInt8(clamping: info.interfaces.count)])
    }
}
