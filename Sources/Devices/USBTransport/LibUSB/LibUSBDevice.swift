internal import CLibUSB
internal import Ground

/// A device opened through libusb, on libusb's own thread.
actor LibUSBDevice: USBDevice {
    nonisolated let info: USBDeviceInfo
    private let interface: UInt8
    private let bus: LibUSBBus
    private let thread: LibUSBThread
    // Closed on libusb's thread by ``close()``, or in `deinit` when no transfer can be under way.
    private nonisolated(unsafe) var handle: OpaquePointer?
    /// Transfers that the system has; each keeps this actor alive until its last callback.
    private var flying: [ObjectIdentifier: LibUSBTransfer] = [:]
    /// Calls that wait for the device on threads of their own.
    private var slowCalls = 0
    private var landed: CheckedContinuation<Void, Never>?

    init(info: USBDeviceInfo, handle: OpaquePointer, interface: UInt8, bus: LibUSBBus, thread: LibUSBThread) {
        self.info = info
        self.handle = handle
        self.interface = interface
        self.bus = bus
        self.thread = thread
    }

    deinit { if let handle { libusb_close(handle) } }

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    // MARK: - Control

    func controlIn(_ request: USBControlRequest, length: Int, timeout: Duration) async throws(Fault) -> [UInt8] {
        let bytes = try await control(request, direction: 0x80, data: [], length: length, timeout: timeout)
        guard bytes.count == length else { throw .short(info, wanted: length, got: bytes.count) }
        return bytes
    }

    func controlOut(_ request: USBControlRequest, data: [UInt8], timeout: Duration) async throws(Fault) {
        _ = try await control(request, direction: 0, data: data, length: data.count, timeout: timeout)
    }

    private func control(
        _ request: USBControlRequest, direction: UInt8, data: [UInt8], length: Int, timeout: Duration
    ) async throws(Fault) -> [UInt8] {
        let words = [request.value, request.index, UInt16(clamping: length)]
        let setup = [request.type | direction, request.request] + words.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        return try await outcome(
            LIBUSB_TRANSFER_TYPE_CONTROL, 0, setup + data, LibUSBTransfer.setupSize + length, timeout
        ).withBytes { Array($0) }
    }

    /// A transfer that is short and bounded by its time limit, so it is not cancelled with the task: what was begun with
    /// a device is better finished.
    private func outcome(
        _ type: libusb_transfer_type, _ endpoint: UInt8, _ bytes: [UInt8], _ length: Int, _ timeout: Duration
    ) async throws(Fault) -> WipingBytes {
        try await withCheckedContinuation { continuation in
            do throws(Fault) {
                try submit(type, endpoint, bytes, length, timeout) { continuation.resume(returning: $0) }
            } catch {
                continuation.resume(returning: Result<WipingBytes, Fault>.failure(error))
            }
        }.get()
    }

    // MARK: - Bulk and interrupt

    func bulkOut(_ data: [UInt8], endpoint: UInt8, timeout: Duration) async throws(Fault) {
        let sent = try await outcome(LIBUSB_TRANSFER_TYPE_BULK, endpoint, data, data.count, timeout).count
        guard sent == data.count else { throw .short(info, wanted: data.count, got: sent) }
    }

    func submitBulkIn(endpoint: UInt8, capacity: Int, timeout: Duration) throws(Fault) -> PendingRead {
        let flight = Flight()
        let read = PendingRead { Task { await self.cancel(flight) } }
        flight.transfer = try submit(LIBUSB_TRANSFER_TYPE_BULK, endpoint, [], capacity, timeout) { read.finish($0) }
        return read
    }

    func listen(
        endpoint: UInt8, packetSize: Int, handler: @escaping @Sendable (Result<[UInt8], Fault>) -> Void
    ) throws(Fault) {
        guard let handle else { throw .cancelled(info) }
        let transfer = try LibUSBTransfer(
            handle: handle, type: LIBUSB_TRANSFER_TYPE_INTERRUPT, endpoint: endpoint, length: packetSize, timeout: nil
        ) { [self] transfer in
            let ended = Fault.libUSB(transfer, info)
            let packet = Array(transfer.received)
            let status = ended == nil ? transfer.submit() : 0
            if ended == nil { handler(.success(packet)) }
            if let fault = ended ?? (status == 0 ? nil : .libUSB(status, info, doing: "listen to")) {
                assumeIsolated { $0.land(transfer) }
                handler(.failure(fault))
            }
        }
        try launch(transfer)
    }

    func clearHalt(endpoint: UInt8) async throws(Fault) {
        guard let handle else { throw .cancelled(info) }
        slowCalls += 1
        // `close()` leaves it open as long as such a call is under way.
        nonisolated(unsafe) let open = handle
        let status = await onThreadOfItsOwn { libusb_clear_halt(open, endpoint) }
        slowCalls -= 1
        wakeIfLanded()
        guard status == 0 else { throw .libUSB(status, info, doing: "clear endpoint \(endpoint) of") }
    }

    func close() async {
        guard let handle else { return }
        self.handle = nil
        for transfer in flying.values { libusb_cancel_transfer(transfer.raw) }
        if !hasLanded { await withCheckedContinuation { landed = $0 } }
        // The actor has let go of it.
        nonisolated(unsafe) let open = handle
        let interface = Int32(interface)
        await onThreadOfItsOwn {
            libusb_release_interface(open, interface)
            libusb_close(open)
        }
    }

    // MARK: - Transfers

    /// A transfer that may be cancelled from outside, as long as it lives. Touched only on libusb's thread.
    private final class Flight: @unchecked Sendable { weak var transfer: LibUSBTransfer? }

    private func cancel(_ flight: Flight) {
        if let transfer = flight.transfer { libusb_cancel_transfer(transfer.raw) }
    }

    @discardableResult
    private func submit(
        _ type: libusb_transfer_type, _ endpoint: UInt8, _ bytes: [UInt8], _ length: Int, _ timeout: Duration,
        finish: @escaping @Sendable (Result<WipingBytes, Fault>) -> Void
    ) throws(Fault) -> LibUSBTransfer {
        guard let handle else { throw .cancelled(info) }
        let transfer = try LibUSBTransfer(
            handle: handle, type: type, endpoint: endpoint, length: length, timeout: timeout
        ) { [self] transfer in
            assumeIsolated { $0.land(transfer) }
            finish(Fault.libUSB(transfer, info).map { .failure($0) } ?? .success(WipingBytes(transfer.received)))
        }
        transfer.prepare(bytes)
        try launch(transfer)
        return transfer
    }

    private func launch(_ transfer: LibUSBTransfer) throws(Fault) {
        let status = transfer.submit()
        guard status == 0 else { throw .libUSB(status, info, doing: "start a transfer with") }
        flying[ObjectIdentifier(transfer)] = transfer
    }

    private func land(_ transfer: LibUSBTransfer) {
        flying[ObjectIdentifier(transfer)] = nil
        wakeIfLanded()
    }

    private var hasLanded: Bool { flying.isEmpty && slowCalls == 0 }

    private func wakeIfLanded() {
        guard hasLanded else { return }
        landed?.resume()
        landed = nil
    }
}
