import Capture
internal import Ground
internal import USBTransport

/// Brings a reader from any state to the one in which it can look for fingers.
///
/// The order of the transfers is the reference's, since recorded sessions are replayed against it.
struct PowerUp {
    private enum Step {
        case readStatus
        case reboot(status: UInt8)
        case lowerPower(status: UInt8)
        case raisePower(status: UInt8)
        case awaitPower
        case done
    }

    private static let rounds = 100
    private static let pause = Duration.milliseconds(10)
    private static let patience = Duration.milliseconds(300)
    private static let attempts = 3

    let registers: Registers
    let interrupts: InterruptMailbox
    let needsChallenge: Bool
    let clock: any Clock<Duration>

    /// - Throws: ``Fault`` `reader.powerUp` when the reader does not come up, or the transport's own.
    func run() async throws(Fault) {
        var step = Step.readStatus
        var attempt = 1
        while true {
            switch step {
            case .readStatus:
                let status = try await registers.status()
                let confused = status & HardwareStatus.confused == HardwareStatus.confused
                step = confused ? .reboot(status: status) : .lowerPower(status: status)
            case .reboot(let status):
                step = .lowerPower(status: try await reboot(status))
            case .lowerPower(let status):
                if status & HardwareStatus.lowPower == 0 {
                    try await registers.write(.hardwareStatus, [status | HardwareStatus.lowPower])
                }
                step = .raisePower(status: status)
            case .raisePower(let status):
                try await raisePower(status)
                step = .awaitPower
            case .awaitPower:
                if try await interrupts.wait(for: .powerOn, within: Self.patience, clock: clock) != nil {
                    step = .done
                } else if attempt < Self.attempts {
                    attempt += 1
                    step = .readStatus
                } else {
                    throw failure("it does not report power after \(Self.attempts) attempts")
                }
            case .done:
                return
            }
        }
    }

    /// - Returns: the status after the reboot.
    private func reboot(_ status: UInt8) async throws(Fault) -> UInt8 {
        try await registers.write(.hardwareStatus, [status & HardwareStatus.kept])
        for _ in 1...Self.rounds {
            let now = try await registers.status()
            if now & HardwareStatus.rebooted != 0 { return now }
            try await sleep()
        }
        throw failure("it does not reboot")
    }

    private func raisePower(_ status: UInt8) async throws(Fault) {
        for _ in 1...Self.rounds {
            try await registers.write(.hardwareStatus, [status & HardwareStatus.kept])
            if try await registers.status() & HardwareStatus.lowPower == 0 { return }
            try await sleep()
            if needsChallenge {
                let challenge = try await registers.read(.challenge, count: ChallengeResponse.length)
                try await registers.write(.response, try ChallengeResponse.answer(to: challenge))
            }
        }
        throw failure("it stays in low power")
    }

    private func sleep() async throws(Fault) {
        do { try await clock.sleep(for: Self.pause) } catch {
            throw Fault(.readerCancelled, "switching the reader on was ended; open it again", cause: error)
        }
    }

    private func failure(_ what: String) -> Fault {
        Fault(.readerPowerUp, "the reader \(registers.device.info.name) does not start: \(what); re-plug it")
    }
}
