internal import Ground

/// Runs a call of libusb that waits for a device.
///
/// Opening may have to wake a device, and clearing an endpoint asks it and waits for seconds: on libusb's thread a mute
/// device would stall all others. Such calls are rare, so each has a thread.
func onThreadOfItsOwn<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
    await ThreadExecutor(name: "libusb call").run(body)
}
