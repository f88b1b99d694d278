public import USBTransport

/// The bytes with which a device introduces itself.
public struct EmulatedDescriptors: Sendable, Hashable {
    public enum Speed: UInt32, Sendable {
        /// 12 Mb/s.
        case full = 2
        /// 480 Mb/s.
        case high = 3
    }

    /// 18 bytes (USB 2.0, 9.6.1).
    public let device: [UInt8]
    /// The one configuration with all its interfaces and endpoints (9.6.3).
    public let configuration: [UInt8]
    /// As the device descriptor counts them, from 1.
    public let strings: [String]
    public let speed: Speed

    /// - Parameters:
    ///   - device: as recorded from a real device.
    ///   - configuration: as recorded, its total length and its interfaces being right.
    public init(device: [UInt8], configuration: [UInt8], strings: [String], speed: Speed = .full) {
        precondition(device.count == 18 && configuration.count >= 9, "descriptors must be whole")
        self.device = device
        self.configuration = configuration
        self.strings = strings
        self.speed = speed
    }

    public var vendor: UInt16 { Self.word(device, at: 8) }
    public var product: UInt16 { Self.word(device, at: 10) }
    public var release: UInt16 { Self.word(device, at: 12) }
    public var configurationValue: UInt8 { configuration[5] }
    public var serial: String? { string(device[16]) }

    /// What a host makes of the descriptors: the device at one of its ports.
    public func info(port: String) -> USBDeviceInfo {
        USBDeviceInfo(vendor: vendor, product: product, serial: serial, port: port, interfaces: interfaces)
    }

    /// nil where there is none of that number.
    public func string(_ number: UInt8) -> String? {
        number > 0 && Int(number) <= strings.count ? strings[Int(number) - 1] : nil
    }

    /// The settings that each interface can take.
    var alternates: [UInt8: Set<UInt8>] {
        parts.filter { $0[1] == 4 }.reduce(into: [:]) { $0[$1[2], default: []].insert($1[3]) }
    }

    /// In their first settings.
    private var interfaces: [USBDeviceInfo.Interface] {
        var found: [USBDeviceInfo.Interface] = []
        var inFirstSetting = false
        for part in parts {
            if part[1] == 4 {
                inFirstSetting = part[3] == 0
                if inFirstSetting { found.append(.init(number: part[2], kind: Array(part[5...7]), endpoints: [])) }
            } else if part[1] == 5, inFirstSetting, let last = found.popLast() {
                found.append(.init(number: last.number, kind: last.kind, endpoints: last.endpoints + [part[2]]))
            }
        }
        return found
    }

    /// The interface and endpoint descriptors, and whatever lies between, one by one.
    private var parts: [[UInt8]] {
        var parts: [[UInt8]] = []
        var rest = configuration[...]
        while let length = rest.first, length >= 2, Int(length) <= rest.count {
            parts.append(Array(rest.prefix(Int(length))))
            rest = rest.dropFirst(Int(length))
        }
        return parts.filter { ($0[1] != 4 || $0.count >= 9) && ($0[1] != 5 || $0.count >= 7) }
    }

    private static func word(_ bytes: [UInt8], at index: Int) -> UInt16 {
        UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
    }
}
