import Emulators
import USBTransport

extension KernelChecks {
    static let deafReader = KernelCheck("a reader that answers nothing, and one that cannot be woken, stall no other") {
        try await Rig().with(["05ba:000a:DEAF", "045e:00ca:GOOD"]) { sockets in
            let (deaf, good) = (sockets[0], sockets[1])
            let device = try await deaf.rig.bus.open(deaf.info, interface: 0)
            await deaf.emulator.port.deafen()
            // The kernel itself waits seconds for the answer.
            let clearing = try await beside(good) { try? await device.clearHalt(endpoint: 0x82) }
            await device.close()
            try putToSleep(deaf.info)
            try await asleep(deaf.info)
            let opening = try await beside(good) {
                if let device = try? await deaf.rig.bus.open(deaf.info, interface: 0) { await device.close() }
            }
            return "a picture while the deaf one was cleared for \(clearing.text), and woken for \(opening.text)"
        }
    }

    /// - Returns: how long the call took, in which the other reader has taken a picture.
    private static func beside(_ good: Socket, _ call: @escaping @Sendable () async -> Void) async throws -> Duration {
        let started = ContinuousClock.now
        let calling = Task { () -> ContinuousClock.Instant in
            await call()
            return .now
        }
        try await good.takePicture()
        let taken = ContinuousClock.now
        let ended = await calling.value
        try require(taken < ended, "the other reader's picture waited \(started.duration(to: taken).text) for it")
        return started.duration(to: ended)
    }
}
