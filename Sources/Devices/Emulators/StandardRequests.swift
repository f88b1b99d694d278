internal import USBTransport

/// What every USB device answers on its default pipe (USB 2.0, 9.4), and what it keeps for that.
struct StandardRequests: Sendable {
    private static let deviceRecipient: UInt8 = 0x00
    private static let interfaceRecipient: UInt8 = 0x01
    private static let endpointRecipient: UInt8 = 0x02
    private static let english: [UInt8] = [4, 3, 0x09, 0x04]

    private let descriptors: EmulatedDescriptors
    private let alternates: [UInt8: Set<UInt8>]
    private var configuration: UInt8 = 0
    private var settings: [UInt8: UInt8] = [:]
    /// Endpoints that refuse all transfers until the host clears them.
    private(set) var halted: Set<UInt8> = []

    init(_ descriptors: EmulatedDescriptors) {
        self.descriptors = descriptors
        alternates = descriptors.alternates
    }

    mutating func reset() { (configuration, settings, halted) = (0, [:], []) }

    mutating func halt(_ endpoint: UInt8) { halted.insert(endpoint) }

    /// The answer; nil for what is the model's own to answer.
    mutating func answer(_ request: USBControlRequest, isIn: Bool, length: Int) -> EmulatedReply? {
        guard request.type & 0x60 == 0 else { return nil }
        let recipient = request.type & 0x1F
        let low = UInt8(request.index & 0xFF)
        switch (isIn, request.request, recipient) {
        case (true, 0x00, _):
            return data([recipient == Self.endpointRecipient && halted.contains(low) ? 1 : 0, 0], length)
        case (false, 0x01, Self.endpointRecipient): halted.remove(low)
        case (false, 0x03, Self.endpointRecipient): halted.insert(low)
        case (false, 0x01, _), (false, 0x03, _), (false, 0x05, Self.deviceRecipient): break
        case (true, 0x06, Self.deviceRecipient): return descriptor(request).map { data($0, length) } ?? .stall
        case (true, 0x08, Self.deviceRecipient): return data([configuration], length)
        case (false, 0x09, Self.deviceRecipient):
            guard request.value == 0 || request.value == UInt16(descriptors.configurationValue) else { return .stall }
            reset()
            configuration = UInt8(request.value)
        case (true, 0x0A, Self.interfaceRecipient):
            guard alternates[low] != nil else { return .stall }
            return data([settings[low] ?? 0], length)
        case (false, 0x0B, Self.interfaceRecipient):
            guard request.value <= 0xFF, alternates[low]?.contains(UInt8(request.value)) == true else { return .stall }
            settings[low] = UInt8(request.value)
        default: return nil
        }
        return .data([])
    }

    private func descriptor(_ request: USBControlRequest) -> [UInt8]? {
        let number = UInt8(request.value & 0xFF)
        switch (request.value >> 8, number) {
        case (1, 0): return descriptors.device
        case (2, 0): return descriptors.configuration
        case (3, 0): return Self.english
        case (3, _):
            return descriptors.string(number).map { text in
                let units = text.utf16.prefix(126).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
                return [UInt8(units.count + 2), 3] + units
            }
        default: return nil
        }
    }

    private func data(_ bytes: [UInt8], _ length: Int) -> EmulatedReply { .data(Array(bytes.prefix(length))) }
}
