internal import Foundation

/// Runs a call of libusb that waits for a device on a thread of its own.
///
/// Opening may have to wake a device, and clearing an endpoint asks it and waits for seconds: on libusb's thread a mute
/// device would stall all others. Such calls are rare, so each has a thread.
func aside<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
    await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: body()) }
        thread.name = "libusb aside"
        thread.start()
    }
}
