public import Ground
public import USBTransport

/// In process: the driver talks to the device as if it had opened it on a bus.
extension EmulatedDevice: USBDevice {
    public func controlIn(
        _ request: USBControlRequest, length: Int, timeout: Duration
    ) async throws(Fault) -> [UInt8] {
        let bytes = try await outcome(
            of: EmulatedTransfer(endpoint: 0x80, request: request, capacity: length, timeout: timeout))
        guard bytes.count == length else { throw .short(info, wanted: length, got: bytes.count) }
        return bytes
    }

    public func controlOut(_ request: USBControlRequest, data: [UInt8], timeout: Duration) async throws(Fault) {
        _ = try await outcome(of: EmulatedTransfer(endpoint: 0, request: request, data: data, timeout: timeout))
    }

    public func bulkOut(_ data: [UInt8], endpoint: UInt8, timeout: Duration) async throws(Fault) {
        _ = try await outcome(of: EmulatedTransfer(endpoint: endpoint, data: data, timeout: timeout))
    }

    public func submitBulkIn(endpoint: UInt8, capacity: Int, timeout: Duration) throws(Fault) -> PendingRead {
        let number = nextNumber()
        let read = PendingRead { [weak self] in Task { await self?.cancel(number) } }
        begin(EmulatedTransfer(endpoint: endpoint, capacity: capacity, timeout: timeout), number: number) {
            read.finish($0.map { WipingBytes($0) })
        }
        return read
    }

    public func listen(
        endpoint: UInt8, packetSize: Int, handler: @escaping @Sendable (Result<[UInt8], Fault>) -> Void
    ) throws(Fault) {
        begin(
            EmulatedTransfer(endpoint: endpoint, capacity: packetSize), number: nextNumber(), isStanding: true,
            done: handler)
    }

    public func clearHalt(endpoint: UInt8) async throws(Fault) {
        let request = USBControlRequest(type: 0x02, request: 0x01, value: 0, index: UInt16(endpoint))
        try await controlOut(request, data: [], timeout: .seconds(1))
    }

    private func outcome(of transfer: EmulatedTransfer) async throws(Fault) -> [UInt8] {
        let number = nextNumber()
        return try await withCheckedContinuation { continuation in
            begin(transfer, number: number) { continuation.resume(returning: $0) }
        }.get()
    }
}
