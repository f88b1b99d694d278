internal import Capture
internal import Encounters
internal import Ground
internal import Identification
internal import Logging

/// One source at the station, kept open, and opened again after each fault as soon as that works.
actor Lane {
    nonisolated let source: any SampleSource
    private let clock: any Clock<Duration>
    private let logger: Logger
    /// Whether its device works, as far as is known.
    private(set) var isOpen = false
    /// What was taken last still lies on it.
    private var isOccupied = false
    /// Somebody was seen, and nothing has been taken of him yet.
    private var isTouched = false
    /// Between two openings of a device that fails each time it is asked for something.
    private var backOff = BackOff(first: .milliseconds(100), limit: .seconds(5))

    init(_ source: any SampleSource, clock: any Clock<Duration>, logger: Logger) {
        (self.source, self.clock, self.logger) = (source, clock, logger)
    }

    /// Returns when there is something new to take, however long the device is away meanwhile.
    ///
    /// - Parameter onFree: called when what was taken before is gone, or can no longer be seen.
    /// - Returns: false when the calling task was cancelled.
    func ready(onFree: @Sendable () async -> Void) async -> Bool {
        while !Task.isCancelled {
            do throws(Fault) {
                if !isOpen {
                    try await source.open()
                    isOpen = true
                }
                if isOccupied {
                    try await source.awaitFree()
                    isOccupied = false
                    await onFree()
                }
                if !isTouched { try await source.awaitTraveller() }
                isTouched = true
                return true
            } catch {
                if Task.isCancelled { return false }
                await failed(error)
                await onFree()
                try? await clock.sleep(for: backOff.step())
            }
        }
        return false
    }

    /// - Throws: ``Fault`` of the device, which is opened again by ``ready(onFree:)``.
    func take(
        _ step: Step, attempts: Int, event: @escaping @Sendable (AcquisitionEvent) async -> Void
    ) async throws(Fault) -> Acquisition<TakenSample> {
        (isOccupied, isTouched) = (true, false)
        do throws(Fault) {
            let acquisition = try await source.take(step, attempts: attempts, event: event)
            switch acquisition {
            case .accepted, .refused: break
            case .abandoned(_, _, let isFree): isOccupied = !isFree
            case .brokenOff(_, let fault, _):
                if !Task.isCancelled { await failed(fault) }
                return acquisition
            }
            backOff.reset()
            return acquisition
        } catch {
            if !Task.isCancelled { await failed(error) }
            throw error
        }
    }

    func close() async { await source.close() }

    private func failed(_ fault: Fault) async {
        (isOpen, isOccupied, isTouched) = (false, false, false)
        logger.error("\(source.kind) device fault", metadata: ["device": "\(source.device.name)", "fault": "\(fault)"])
    }
}
