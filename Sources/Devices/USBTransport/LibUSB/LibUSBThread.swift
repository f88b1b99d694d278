internal import CLibUSB
internal import Foundation
internal import Ground
internal import Synchronization

/// The one thread on which everything that touches libusb runs: actor jobs, and the callbacks of transfers.
///
/// So no state of the transport needs a lock, and a callback may submit a transfer without racing anyone.
final class LibUSBThread: SerialExecutor {
    private struct Work {
        var jobs: [UnownedJob] = []
        var stopped = false
    }

    // libusb's context is safe to use from any thread.
    nonisolated(unsafe) let context: OpaquePointer
    private let work = Mutex(Work())
    private let identity = Mutex<pthread_t?>(nil)
    private let hotPlug: LibUSBHotPlug
    private let removals: KernelRemovals?

    /// - Parameter watchers: are told what comes and goes while the thread runs.
    init(watchers: USBBusWatchers) throws(Fault) {
        var context: OpaquePointer?
        let status = libusb_init(&context)
        guard status == 0, let context else {
            throw Fault(.usbBus, "libusb does not start (\(libUSBName(status))); check /dev/bus/usb and permissions")
        }
        self.context = context
        hotPlug = LibUSBHotPlug(watchers: watchers)
        removals = KernelRemovals { [hotPlug] in hotPlug.removed($0) }
        let mustLook = !hotPlug.register(with: context)
        let thread = Thread { self.run(looking: mustLook) }
        thread.name = "libusb"
        thread.start()
    }

    /// nil for root hubs, and for devices that are just going away.
    func info(of device: OpaquePointer) -> USBDeviceInfo? { hotPlug.info(of: device) }

    /// Ends the thread after the jobs that are already queued.
    func stop() {
        work.withLock { $0.stopped = true }
        libusb_interrupt_event_handler(context)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        work.withLock { $0.jobs.append(job) }
        libusb_interrupt_event_handler(context)
    }

    /// Lets callbacks, which are not actor jobs, assume the isolation of the actors that live here.
    func checkIsolated() {
        precondition(identity.withLock { $0 } == pthread_self(), "libusb's state is touched only on libusb's thread")
    }

    private func run(looking mustLook: Bool) {
        identity.withLock { $0 = pthread_self() }
        while true {
            let (jobs, stopped) = work.withLock { work in
                defer { work.jobs = [] }
                return (work.jobs, work.stopped)
            }
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
            if !jobs.isEmpty { continue }
            if stopped { break }
            // An interruption between the look at the queue and this call is kept by libusb, so no job waits.
            if mustLook {
                var interval = LibUSBHotPlug.interval
                libusb_handle_events_timeout_completed(context, &interval, nil)
                hotPlug.look(context)
            } else {
                libusb_handle_events_completed(context, nil)
            }
        }
        libusb_exit(context)
    }
}
