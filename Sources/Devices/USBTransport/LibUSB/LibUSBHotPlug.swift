internal import CLibUSB
internal import Foundation
internal import Synchronization

/// Tells a bus's watchers what comes and goes: as udev reports it, or found by looking where there is no udev; what goes
/// sooner, where the kernel itself tells.
final class LibUSBHotPlug: Sendable {
    /// Between two looks.
    static let interval = timeval(tv_sec: 0, tv_usec: 100_000)
    private static let udevSocket = "/run/udev/control"

    private let watchers: USBBusWatchers
    private struct Known {
        /// A device that is plugged again has another.
        let address: UInt8
        let info: USBDeviceInfo
    }

    private struct State {
        /// By port; who leaves can no longer be asked for its serial number.
        var known: [String: Known] = [:]
        /// The addresses of those that the kernel has reported gone and libusb not yet, by port.
        var gone: [String: UInt8] = [:]
    }

    /// Watchers are told under it, as libusb and the kernel speak on threads of their own: what a watcher hears is in order.
    private let state = Mutex(State())

    init(watchers: USBBusWatchers) { self.watchers = watchers }

    /// Has libusb call back, from its events, for every change, and at once for what is there.
    ///
    /// - Returns: false where it cannot; ``look(_:)`` must then be called again and again.
    func register(with context: OpaquePointer) -> Bool {
        // libusb hears of changes from udev's daemon; without it, it would wait in vain.
        guard libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG.rawValue) != 0, access(Self.udevSocket, F_OK) == 0 else {
            look(context)
            return false
        }
        let events = LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED.rawValue | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT.rawValue
        // The owner is the thread, which outlives its context and so the registration.
        let status = libusb_hotplug_register_callback(
            context, Int32(events), Int32(LIBUSB_HOTPLUG_ENUMERATE.rawValue), LIBUSB_HOTPLUG_MATCH_ANY,
            LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
            { _, device, event, owner in
                guard let device, let owner else { return 0 }
                let own = Unmanaged<LibUSBHotPlug>.fromOpaque(owner).takeUnretainedValue()
                if event == LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED { own.arrived(device) } else { own.left(device) }
                return 0
            }, Unmanaged.passUnretained(self).toOpaque(), nil)
        if status != 0 { look(context) }
        return status == 0
    }

    /// Compares what is there with what was.
    func look(_ context: OpaquePointer) {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = libusb_get_device_list(context, &list)
        guard count >= 0, let list else { return }
        defer { libusb_free_device_list(list, 1) }
        let devices = UnsafeBufferPointer(start: list, count: count).compactMap(\.self)
        let ports = Set(devices.compactMap(USBDeviceInfo.port(of:)))
        for port in state.withLock({ Set($0.known.keys).union($0.gone.keys) }).subtracting(ports) { leave(port) }
        for device in devices { arrived(device) }
    }

    /// The kernel's word: libusb hears later, until when the device is passed over.
    func removed(_ removal: USBRemoval) {
        state.withLock { state in
            guard let last = state.known[removal.port], last.address == removal.address else { return }
            state.gone[removal.port] = removal.address
            state.known[removal.port] = nil
            watchers.tell(.left(last.info))
        }
    }

    /// What is known of a device, or else what the kernel says, which it does only when nobody else is waiting for the
    /// device: looking at a bus must not depend on its slowest device. nil for one that is gone.
    func info(of device: OpaquePointer) -> USBDeviceInfo? {
        guard let port = USBDeviceInfo.port(of: device) else { return nil }
        let address = libusb_get_device_address(device)
        let (here, gone) = state.withLock { ($0.known[port], $0.gone[port]) }
        if gone == address { return nil }
        return here?.address == address ? here?.info : USBDeviceInfo(describing: device)
    }

    private func arrived(_ device: OpaquePointer) {
        guard let info = info(of: device) else { return }
        let now = Known(address: libusb_get_device_address(device), info: info)
        state.withLock { state in
            state.gone[info.port] = nil
            let before = state.known.updateValue(now, forKey: info.port)
            if before?.info == info { return }
            if let before { watchers.tell(.left(before.info)) }
            watchers.tell(.arrived(info))
        }
    }

    private func left(_ device: OpaquePointer) {
        if let port = USBDeviceInfo.port(of: device) { leave(port) }
    }

    private func leave(_ port: String) {
        state.withLock { state in
            state.gone[port] = nil
            if let last = state.known.removeValue(forKey: port) { watchers.tell(.left(last.info)) }
        }
    }
}
