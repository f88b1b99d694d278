internal import CLibUSB
internal import Glibc
internal import Ground

/// A libusb transfer with its buffer; both live until the last callback, and the buffer is wiped.
///
/// Touched only on libusb's thread, which is why it may cross isolation.
final class LibUSBTransfer: @unchecked Sendable {
    /// Bytes of the setup packet at the start of a control transfer's buffer.
    static let setupSize = 8

    let raw: UnsafeMutablePointer<libusb_transfer>
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private let finish: (LibUSBTransfer) -> Void

    /// - Parameter finish: called on libusb's thread each time the transfer ends; it may submit it again.
    init(
        handle: OpaquePointer, type: libusb_transfer_type, endpoint: UInt8, length: Int, timeout: Duration?,
        finish: @escaping (LibUSBTransfer) -> Void
    ) throws(Fault) {
        guard let raw = libusb_alloc_transfer(0) else {
            throw Fault(.usbMemory, "no memory for a USB transfer; free memory on this machine")
        }
        self.raw = raw
        self.finish = finish
        buffer = .allocate(capacity: length)
        buffer.initialize(repeating: 0)
        raw.pointee.dev_handle = handle
        raw.pointee.endpoint = endpoint
        raw.pointee.type = UInt8(type.rawValue)
        // Zero means no limit to libusb.
        raw.pointee.timeout = timeout.map { UInt32(min(max(1, $0 / .milliseconds(1)), 3_600_000)) } ?? 0
        raw.pointee.buffer = buffer.baseAddress
        raw.pointee.length = Int32(length)
        raw.pointee.callback = { transfer in
            guard let transfer, let owner = transfer.pointee.user_data else { return }
            let own = Unmanaged<LibUSBTransfer>.fromOpaque(owner).takeRetainedValue()
            own.finish(own)
        }
    }

    deinit {
        if let base = buffer.baseAddress { explicit_bzero(base, buffer.count) }
        buffer.deallocate()
        libusb_free_transfer(raw)
    }

    /// The bytes that arrived, without the eight bytes of a control transfer's setup.
    var received: UnsafeBufferPointer<UInt8> {
        let start = raw.pointee.type == LIBUSB_TRANSFER_TYPE_CONTROL.rawValue ? Self.setupSize : 0
        let count = min(max(0, Int(raw.pointee.actual_length)), buffer.count - start)
        return UnsafeBufferPointer(rebasing: buffer[start..<start + count])
    }

    /// Fills the buffer from its start, before ``submit()``.
    func prepare(_ bytes: [UInt8]) { _ = buffer.update(fromContentsOf: bytes.prefix(buffer.count)) }

    /// Hands the transfer to the system, which owns it until the callback.
    func submit() -> Int32 {
        let owner = Unmanaged.passRetained(self)
        raw.pointee.user_data = owner.toOpaque()
        let status = libusb_submit_transfer(raw)
        if status != 0 { owner.release() }
        return status
    }
}
