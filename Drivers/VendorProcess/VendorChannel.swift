internal import Foundation
internal import Glibc
public import Ground
internal import Synchronization

/// The station's end of a conversation with a vendor's process: requests, each with its answer, in bounded time.
///
/// Whatever the process does that the protocol does not know ends the conversation, with the fault that every later
/// request then meets. Thread-safe.
public final class VendorChannel: Sendable {
    private typealias Outcome = Result<VendorMessage, Fault>
    private struct State {
        var waiting: [UInt32: CheckedContinuation<Outcome, Never>] = [:]
        var failure: Fault?
        var lastNumber: UInt32 = 0
        var mostPixels = 0
        var isClosed = false
    }

    private static let heartbeat = Duration.seconds(2)
    private static let patience = Duration.seconds(1)

    private let socket: VendorSocket
    private let clock: any Clock<Duration>
    private let state = Mutex(State())
    private let ending = Broadcast(false)

    public init(_ socket: VendorSocket, clock: any Clock<Duration> = ContinuousClock()) {
        self.socket = socket
        self.clock = clock
        let thread = Thread { [self] in listen() }
        thread.name = "vendor-reader"
        thread.start()
    }

    /// Frames of up to so many pixels may come from now on.
    public func expectFrames(of pixels: Int) { state.withLock { $0.mostPixels = pixels } }

    /// Asks, and waits for the answer.
    ///
    /// - Parameters:
    ///   - limit: nil where the answer depends on the traveller; the process must then answer a ping every two seconds,
    ///     and cancelling the calling task cancels the request.
    ///   - inPieces: sends byte by byte, for trying a process out.
    /// - Throws: ``Fault`` `reader.vendor`, `reader.cancelled`.
    public func ask(
        _ kind: VendorMessage.Kind, payload: WipingBytes = WipingBytes([]), within limit: Duration?,
        inPieces: Bool = false
    ) async throws(Fault) -> VendorMessage {
        let number = state.withLock { state in
            state.lastNumber &+= 1
            return state.lastNumber
        }
        let guardian = guardian(kind, limit)
        defer { guardian.cancel() }
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let failure = state.withLock { state -> Fault? in
                    if state.failure == nil { state.waiting[number] = continuation }
                    return state.failure
                }
                if let failure { return continuation.resume(returning: Outcome.failure(failure)) }
                let message = VendorMessage(kind, number: number, payload: payload)
                if inPieces {
                    message.wire.withBytes { for byte in $0 { sendRaw([byte]) } }
                } else {
                    send(message.wire)
                }
                if Task.isCancelled { cancel(number, limit) }
            }
        } onCancel: {
            cancel(number, limit)
        }.get()
    }

    /// Ends the conversation, and the process, if it was started for it.
    public func close() { end(Fault(.usbCancelled, "the vendor's reader was closed; open it again to go on")) }

    /// For trying a process out: bytes that need not be a message.
    func sendRaw(_ bytes: [UInt8]) { send(WipingBytes(bytes)) }

    /// Waits until the conversation has ended and its descriptor is closed.
    func ended() async { for await hasEnded in ending.stream() where hasEnded { return } }

    // MARK: - Inside

    /// Ends the conversation when the process is silent for too long.
    private func guardian(_ kind: VendorMessage.Kind, _ limit: Duration?) -> Task<Void, Never> {
        Task { [weak self, clock] in
            if let limit {
                guard (try? await clock.sleep(for: limit)) != nil else { return }
                self?.end(.vendor("does not answer \(kind)"))
            } else {
                while (try? await clock.sleep(for: Self.heartbeat)) != nil, let self {
                    guard (try? await self.ask(.ping, within: Self.patience)) != nil else { return }
                }
            }
        }
    }

    /// A request that is bounded by a limit is not cancelled: what was begun is better finished.
    private func cancel(_ number: UInt32, _ limit: Duration?) {
        guard limit == nil, state.withLock({ $0.waiting[number] != nil }) else { return }
        send(VendorMessage(.cancel, number: number).wire)
        Task { [weak self, clock] in
            try? await clock.sleep(for: Self.patience)
            if let self, state.withLock({ $0.waiting[number] != nil }) { end(.vendor("does not end a wait")) }
        }
    }

    /// Under the lock, as the system gives the number of a closed descriptor to the next file that is opened.
    private func send(_ bytes: WipingBytes) {
        let isSent = state.withLock { state in
            state.isClosed || VendorStream.write(bytes, to: socket.descriptor, waits: false)
        }
        if !isSent { end(.vendor("does not listen")) }
    }

    /// The thread of this conversation.
    private func listen() {
        do throws(Fault) {
            while let message = try VendorStream.read(
                from: socket.descriptor, mostPixels: { state.withLock { $0.mostPixels } })
            {
                let waiting = state.withLock { $0.waiting.removeValue(forKey: message.number) }
                guard let waiting else { throw .vendor("answers what it was not asked") }
                waiting.resume(returning: .success(message))
            }
            end(.vendor("has ended"))
        } catch { end(error) }
        state.withLock { state in
            state.isClosed = true
            Glibc.close(socket.descriptor)
        }
        ending.send(true)
        socket.reap()
    }

    private func end(_ fault: Fault) {
        let waiting = state.withLock { state in
            if state.failure == nil { state.failure = fault }
            // Wakes the thread, which closes the descriptor.
            if !state.isClosed { shutdown(socket.descriptor, Int32(SHUT_RDWR)) }
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume(returning: .failure(fault)) }
    }
}
