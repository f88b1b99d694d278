public import Ground
public import USBTransport

/// Which reader is meant: `vendor:product`, and where there are several `:serial`, `@port` or `:serial@port` behind it.
public struct ReaderSelection: Sendable, Hashable, CustomStringConvertible {
    private enum Which: Hashable {
        case any
        case serial(String)
        case port(String)
    }

    private let vendor: UInt16
    private let product: UInt16
    private let which: Which

    /// - Parameter text: for example `05ba:000a`, `05ba:000a:A1B2` or `05ba:000a@1-10.2`.
    /// - Throws: ``Fault`` `reader.selection` for any other text.
    public init(_ text: String) throws(Fault) {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        let tail = parts.count > 1 ? parts[1].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false) : []
        guard let vendor = parts.first.flatMap(Self.number), let product = tail.first.flatMap(Self.number),
            parts.count + tail.count <= 4, parts.dropFirst(2).allSatisfy({ !$0.isEmpty }),
            tail.dropFirst().allSatisfy({ !$0.isEmpty })
        else {
            throw Fault(
                .readerSelection, "\"\(text)\" names no reader; write vendor:product[:serial|@port], as 05ba:000a")
        }
        self.vendor = vendor
        self.product = product
        which =
            switch (parts.count, tail.count) {
            case (3, _): .serial(String(parts[2]))
            case (_, 2): .port(String(tail[1]))
            default: .any
            }
    }

    /// How closely a reader is named.
    enum Closeness: Comparable {
        case model
        /// By serial number or port: one device.
        case device
    }

    var closeness: Closeness { which == .any ? .model : .device }

    public func matches(_ device: USBDeviceInfo) -> Bool {
        guard device.vendor == vendor, device.product == product else { return false }
        return switch which {
        case .any: true
        // Of two readers with one serial number, each is named by its port besides.
        case .serial(let serial): device.serial.map { [$0, "\($0)@\(device.port)"].contains(serial) } ?? false
        case .port(let port): device.port == port
        }
    }

    public var description: String {
        let identifier = USBDeviceInfo.identifier(vendor: vendor, product: product)
        return switch which {
        case .any: identifier
        case .serial(let serial): "\(identifier):\(serial)"
        case .port(let port): "\(identifier)@\(port)"
        }
    }

    /// Four hexadecimal digits.
    private static func number(_ text: Substring) -> UInt16? {
        text.utf8.count == 4 && text.allSatisfy(\.isHexDigit) ? UInt16(text, radix: 16) : nil
    }
}
