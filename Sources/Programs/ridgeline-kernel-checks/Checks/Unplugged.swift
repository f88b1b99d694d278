import Capture
import Emulators
import Ground
import USBTransport

extension KernelChecks {
    /// What a reader is doing when its cable is pulled.
    private enum Situation: String, CaseIterable {
        case closed, openAndIdle, awaitingFinger, capturing, awaitingLift
    }

    /// Programs run ten times slower at least where the processor is emulated; half of that is allowed for.
    private static let slowness = 5

    static let unpluggedInEveryState = KernelCheck("a reader that is unplugged in any state is missed, and comes back")
    {
        var longest = Times()
        // One after the other, as below.
        for name in EmulatorCatalogue.families {
            let times = try await Rig().with(name + ":A1") { socket in try await unplugInEveryState(socket) }
            trace("\(name): \(times.text)")
            longest = longest.longer(times)
        }
        let inTime =
            max(longest.missed, longest.failed) <= .milliseconds(100) * slowness
            && longest.ready <= .seconds(1) * slowness
        try require(inTime, longest.text)
        return "\(EmulatorCatalogue.families.count) kinds, \(longest.text)"
    }

    private static func unplugInEveryState(_ socket: Socket) async throws -> Times {
        var longest = Times()
        for situation in Situation.allCases {
            var times = try await unplug(socket, situation)
            times.ready = try await socket.ready(after: socket.plugAgain())
            longest = longest.longer(times)
        }
        return longest
    }

    /// The longest of each.
    private struct Times: Sendable {
        /// From the pull to the bus's word.
        var missed = Duration.zero
        /// From the pull to the end of the call that was under way.
        var failed = Duration.zero
        /// From the plug to the open reader.
        var ready = Duration.zero

        func longer(_ other: Self) -> Self {
            Self(missed: max(missed, other.missed), failed: max(failed, other.failed), ready: max(ready, other.ready))
        }

        var text: String {
            "reported within \(missed.text), calls ended within \(failed.text), ready again within \(ready.text)"
        }
    }

    /// Where a reader's picture begins to flow, for it to fall silent there.
    private struct PictureStart {
        let endpoint: UInt8
        /// Answers of the endpoint before it.
        let answers: Int
        /// Transfers until it is asked for; nil for readers that say what they are doing.
        let transfers: Int?

        init(_ reader: USBDeviceInfo) {
            switch reader.identifier {
            case "298d:1010": (endpoint, answers, transfers) = (0x83, 2, 5)
            case "1b55:0840": (endpoint, answers, transfers) = (0x82, 0, 2)
            default: (endpoint, answers, transfers) = (0x82, 0, nil)
            }
        }
    }

    private static func unplug(_ socket: Socket, _ situation: Situation) async throws -> Times {
        let reader = try socket.reader()
        if situation != .closed { try await reader.open() }
        switch situation {
        case .awaitingLift, .capturing: try await socket.emulator.present(try Rig.print())
        default: await socket.emulator.lift()
        }
        if situation == .capturing || situation == .awaitingLift { try await reader.awaitFinger() }
        let start = PictureStart(socket.info)
        if situation == .capturing {
            await socket.emulator.port.inject(.silence, .init(endpoint: start.endpoint, skip: start.answers))
        }
        let before = await socket.emulator.port.transfers
        let ended = Task { () -> ContinuousClock.Instant in
            do {
                switch situation {
                case .closed, .openAndIdle: return .now
                case .awaitingFinger: try await reader.awaitFinger()
                case .capturing: _ = try await reader.capture()
                case .awaitingLift: try await reader.awaitFingerOff()
                }
            } catch let fault as Fault where fault.code == .deviceUnplugged { return .now }
            throw CheckFailure("\(situation.rawValue): did not fail with device.unplugged")
        }
        if situation != .closed && situation != .openAndIdle {
            let port = socket.emulator.port
            let asked = start.transfers.map { before + (situation == .capturing ? $0 : 2) }
            @Sendable func isReached() async -> Bool {
                // A reader that is asked again and again has been asked.
                if let asked { return await port.transfers >= asked }
                return await port.state == situation.rawValue
            }
            try await Rig.limited("\(socket.info.name) to be \(situation.rawValue)") {
                while await !isReached() { try await Task.sleep(for: .milliseconds(2)) }
            }
        }
        let pulled = ContinuousClock.now
        let missed = try await socket.pull()
        let end = try await ended.value
        await reader.close()
        return Times(missed: missed, failed: max(.zero, pulled.duration(to: end)))
    }

    /// Of the transfers of a session, at which the cable is pulled; in process every single one has its test.
    private static let shares = [0.0, 0.5, 1.0]

    static let unpluggedAtTransfers = KernelCheck("unplugged at a transfer of its session, any reader fails as such") {
        var count = 0
        // One after the other: the controller's hub attends to one port at a time, and a reader that is being found
        // would keep another's unplugging waiting for longer than its transfers do.
        for name in EmulatorCatalogue.families {
            count += try await Rig().with(name + ":A1") { socket in try await unplugAtTransfers(socket) }
        }
        return "\(count) places in \(EmulatorCatalogue.families.count) kinds of session"
    }

    private static func unplugAtTransfers(_ socket: Socket) async throws -> Int {
        let before = await socket.emulator.port.transfers
        try await socket.takePicture()
        // The last transfers switch the reader off, which may fail silently; sessions differ by an interrupt or two.
        let last = await socket.emulator.port.transfers - before - 5
        for share in shares {
            let number = 1 + Int(Double(last - 1) * share)
            let started = ContinuousClock.now
            await socket.emulator.port.unplug(atTransfer: number)
            do {
                _ = try await socket.session()
                throw CheckFailure("\(socket.info.name): a whole session although unplugged at transfer \(number)")
            } catch let fault as Fault {
                try require(fault.code == .deviceUnplugged, "\(socket.info.name), transfer \(number): \(fault)")
            }
            try await socket.plugAgain()
            try await socket.takePicture()
            trace("\(socket.info.name): at \(number) of \(last): \(started.duration(to: .now).text)")
        }
        return shares.count
    }
}
