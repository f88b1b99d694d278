import Ground
import VendorProcess

/// The process itself: reads requests one after the other; what takes its time runs beside, so that pings are answered.
actor ExampleReader {
    private let glass: ExampleGlass
    private let descriptor: Int32
    private var isOpen = false
    private var wait: (number: UInt32, task: Task<Void, Never>)?

    init(_ glass: ExampleGlass, on descriptor: Int32) {
        self.glass = glass
        self.descriptor = descriptor
    }

    /// - Returns: false when the connection is to be closed.
    func handle(_ request: VendorMessage) -> Bool {
        switch request.kind {
        case .hello where request.payload.withBytes({ Array($0) }) == [1, 0]:
            return answer(request, .helloed, WipingBytes([1, 0]))
        case .hello: return refuse(request, VendorFault.version, "this reader speaks version 1")
        case .describe: return answer(request, .description, glass.description.payload)
        case .ping: return answer(request, .pong)
        case .open:
            isOpen = true
            return answer(request, .opened)
        case .close:
            endWait()
            isOpen = false
            return answer(request, .closed)
        case .cancel:
            if wait?.number == request.number { endWait() }
            return true
        case .awaitFinger, .capture, .awaitFingerOff:
            guard isOpen else { return refuse(request, VendorFault.misuse, "open the reader first") }
            guard wait == nil else { return refuse(request, VendorFault.busy, "one request at a time") }
            return serve(request)
        default: return refuse(request, VendorFault.unknown, "there is no such request")
        }
    }

    private func serve(_ request: VendorMessage) -> Bool {
        switch request.kind {
        case .awaitFinger: begin(request, .fingerOn) { [glass] in await glass.place() }
        case .awaitFingerOff: begin(request, .fingerOff) { [glass] in await glass.lift() }
        default:
            do { return answer(request, .frame, VendorFrame.payload(of: try glass.print())) } catch {
                return refuse(request, "picture", "\(error)")
            }
        }
        return true
    }

    private func begin(
        _ request: VendorMessage, _ kind: VendorMessage.Kind, _ body: @escaping @Sendable () async -> Void
    ) {
        let task = Task {
            await body()
            if !Task.isCancelled { finish(request, kind) }
        }
        wait = (request.number, task)
    }

    private func finish(_ request: VendorMessage, _ kind: VendorMessage.Kind) {
        guard wait?.number == request.number else { return }
        wait = nil
        _ = answer(request, kind)
    }

    private func endWait() {
        guard let wait else { return }
        self.wait = nil
        wait.task.cancel()
        let fault = VendorFault(code: VendorFault.cancelled, text: "as asked").payload
        _ = VendorStream.write(VendorMessage(.fault, number: wait.number, payload: fault), to: descriptor, waits: true)
    }

    private func answer(_ request: VendorMessage, _ kind: VendorMessage.Kind, _ payload: WipingBytes = WipingBytes([]))
        -> Bool
    {
        VendorStream.write(VendorMessage(kind, number: request.number, payload: payload), to: descriptor, waits: true)
    }

    private func refuse(_ request: VendorMessage, _ code: String, _ text: String) -> Bool {
        answer(request, .fault, VendorFault(code: code, text: text).payload)
    }
}
