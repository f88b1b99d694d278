internal import Ground

/// Exposure and focus of an emulated camera (USB Video 1.1, section 4.2.2.1).
struct UVCControls: Sendable {
    private struct Control {
        let bytes: Int
        let minimum: Int
        let maximum: Int
        let standard: Int
        var value: Int
        /// The exposure mode is a set of bits, and its step says which of them there are.
        let step: Int

        init(_ bytes: Int, _ range: ClosedRange<Int>, _ standard: Int, step: Int = 1) {
            self.bytes = bytes
            (minimum, maximum, self.standard, self.step) = (range.lowerBound, range.upperBound, standard, step)
            value = standard
        }
    }

    /// Selector to control: exposure mode, exposure time in 100 microseconds, focus distance, focus mode.
    private var controls: [UInt8: Control] = [
        0x02: Control(1, 1...8, 8, step: 9), 0x04: Control(4, 1...5000, 156), 0x06: Control(2, 0...250, 10),
        0x08: Control(1, 0...1, 1),
    ]

    /// nil for what the camera does not have.
    func answer(_ selector: UInt8, _ request: UInt8) -> [UInt8]? {
        guard let control = controls[selector] else { return nil }
        func bytes(_ value: Int) -> [UInt8] { (0..<control.bytes).map { UInt8(value >> (8 * $0) & 0xFF) } }
        switch request {
        case 0x81: return bytes(control.value)
        case 0x82: return bytes(control.minimum)
        case 0x83: return bytes(control.maximum)
        case 0x84: return bytes(control.step)
        case 0x85: return [UInt8(control.bytes), 0]
        // Can be read and written.
        case 0x86: return [3]
        case 0x87: return bytes(control.standard)
        default: return nil
        }
    }

    /// False for what the camera does not have, or does not do.
    mutating func set(_ selector: UInt8, _ data: [UInt8]) -> Bool {
        guard let control = controls[selector], data.count == control.bytes else { return false }
        let value = Int(data, .littleEndian)
        let isAllowed =
            selector == 0x02 ? value == 1 || value == 8 : value >= control.minimum && value <= control.maximum
        guard isAllowed else { return false }
        controls[selector]?.value = value
        return true
    }
}
