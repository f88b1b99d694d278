internal import Ground
internal import USBTransport

/// An open device of the family, and the exchanges that take a picture with it.
struct URU4000Session: Sendable {
    private static let interruptEndpoint: UInt8 = 0x81
    private static let interruptLength = 64
    private static let imageEndpoint: UInt8 = 0x82
    static let imagePatience = Duration.seconds(5)

    let device: any USBDevice
    let registers: Registers
    let interrupts = InterruptMailbox()

    init(device: any USBDevice) {
        self.device = device
        registers = Registers(device: device)
    }

    func listen() async throws(Fault) {
        let interrupts = interrupts
        try await device.listen(endpoint: Self.interruptEndpoint, packetSize: Self.interruptLength) {
            interrupts.deliver($0)
        }
    }

    /// Reads one picture.
    ///
    /// - Parameter begin: switches to capturing; the read is under way before, or the reader's first bytes were lost.
    func image(begin: Bool, within limit: Duration = imagePatience) async throws(Fault) -> ImageTransfer {
        let read = try await device.submitBulkIn(
            endpoint: Self.imageEndpoint, capacity: ImageTransfer.capacity, timeout: limit)
        do throws(Fault) {
            if begin { try await registers.set(.capture) }
        } catch {
            read.cancel()
            _ = try? await read.result()
            throw error
        }
        return try ImageTransfer(try await read.result())
    }

    func clearHalt() async throws(Fault) { try await device.clearHalt(endpoint: Self.imageEndpoint) }

    /// A halted interrupt endpoint would stay so until someone clears it, however often the reader is opened.
    func clearInterruptHalt() async {
        if interrupts.failure?.code == .usbStall { try? await device.clearHalt(endpoint: Self.interruptEndpoint) }
    }

    /// The keys that descramble a picture; none for a plain one.
    func keys(for image: ImageTransfer, seed: @Sendable () -> UInt32) async throws(Fault) -> [UInt32] {
        guard image.looksScrambled else { return [] }
        var keys: [UInt32] = []
        for index in image.keyIndices {
            let seed = seed()
            try await registers.write(.keyIndex, [index] + seed.bytes(.littleEndian))
            let masked = try await registers.read(.maskedKey, count: 4)
            keys.append(UInt32(masked, .littleEndian) ^ seed)
        }
        return keys
    }
}
