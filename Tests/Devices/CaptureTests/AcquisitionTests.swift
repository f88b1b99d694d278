import Capture
import Emulators
import Ground
import Imaging
import ManualClock
import Testing

@Suite("An acquisition")
struct AcquisitionTests {
    /// Plays a list of pictures, each a single pixel of the given grey; nil where the finger left too soon.
    private actor ScriptedReader: FingerprintReader {
        nonisolated let identity = ReaderIdentity(name: "s", model: "s", width: 1, height: 1, pixelsPerInch: 500)
        private var script: [UInt8?]
        private(set) var calls: [String] = []
        private let clock: InstantClock

        /// - Parameter clock: a picture takes 100 ms on it.
        init(_ script: [UInt8?], clock: InstantClock = InstantClock()) { (self.script, self.clock) = (script, clock) }

        func open() {}
        func awaitFinger() { calls.append("on") }
        func awaitFingerOff() { calls.append("off") }
        func close() {}
        func capture() async throws(Fault) -> Frame? {
            calls.append("picture")
            try? await clock.sleep(for: .milliseconds(100))
            guard !script.isEmpty else { throw Fault(.init("usb.timeout"), "the script is over") }
            return script.removeFirst().map { grey in
                let image = GrayImage(width: 1, height: 1, pixelsPerInch: 500, pixels: [grey])
                return Frame(image: image, reader: identity, fingerOn: .now, decoded: .now)
            }
        }
    }

    /// The grey is the sample and its quality; below 20 is not to be used, and of 0 nothing can be made.
    private func assess(_ frame: Frame) -> Assessment<Int> {
        let grey = Int(frame.image[0, 0])
        if grey == 0 { return .unusable(nil, quality: 0, Retry(.noFinger, "place the finger")) }
        return grey < 20
            ? .unusable(grey, quality: grey, Retry(.tooLight, "press harder")) : .usable(grey, quality: grey)
    }

    private func accepted(_ acquisition: Acquisition<Int>) throws -> Int {
        guard case .accepted(let quality, _, _) = acquisition else { throw Fault(.init("test"), "\(acquisition)") }
        return quality
    }

    @Test("ends at once with a picture that is good enough, and leaves the finger on the glass")
    func good() async throws {
        let reader = ScriptedReader([10, 40, 80, 90])
        #expect(try accepted(await acquire(from: reader, clock: InstantClock(), assess: assess)) == 80)
        #expect(await reader.calls == ["on", "picture", "picture", "picture"])
    }

    @Test("takes the best picture when the time is over, not the first and not the last that can be used")
    func best() async throws {
        let clock = InstantClock()
        let reader = ScriptedReader([10, 30, 60, 40, 70, 74], clock: clock)
        let policy = AcquisitionPolicy(time: .milliseconds(400))
        #expect(try accepted(await acquire(from: reader, policy: policy, clock: clock, assess: assess)) == 60)
        #expect(await reader.calls == ["on", "picture", "picture", "picture", "picture"])
    }

    @Test("takes the best picture so far when the finger is lifted")
    func lifted() async throws {
        #expect(
            try accepted(await acquire(from: ScriptedReader([30, 25, nil]), clock: InstantClock(), assess: assess))
                == 30
        )
    }

    @Test("asks to place the finger again after a bad placement or one that ended too soon")
    func again() async throws {
        let reader = ScriptedReader([nil, 10, 11, 12, 80])
        let (events, continuation) = AsyncStream.makeStream(of: AcquisitionEvent.self)
        let result = try await acquire(
            from: reader, policy: AcquisitionPolicy(pictures: 3), clock: InstantClock(), assess: assess
        ) {
            continuation.yield($0)
        }
        continuation.finish()
        guard case .accepted(80, others: [12], attempts: 3) = result else { throw Fault(.init("test"), "\(result)") }
        let soon = Retry(.removedTooSoon, "the finger left before its picture was taken; leave it on the glass")
        let light = Retry(.tooLight, "press harder")
        var seen: [AcquisitionEvent] = []
        for await event in events { seen.append(event) }
        #expect(
            seen == [
                .fingerOn(attempt: 1), .placeAgain(soon, attempt: 1), .fingerOff, .fingerOn(attempt: 2),
                .placeAgain(light, attempt: 2), .fingerOff, .fingerOn(attempt: 3),
            ])
        #expect(await reader.calls.filter { $0 == "off" }.count == 2)
    }

    @Test("ends with what was wrong last when all attempts are used up")
    func refused() async throws {
        let reader = ScriptedReader([10, 11, 12, 13])
        let policy = AcquisitionPolicy(attempts: 2, pictures: 2)
        let result = try await acquire(from: reader, policy: policy, clock: InstantClock(), assess: assess)
        guard case .refused(let best, let others, let retry, let attempts) = result else {
            Issue.record("not refused: \(result)")
            return
        }
        #expect(best == 13 && others == [11])
        #expect(attempts == 2)
        #expect(retry == Retry(.tooLight, "press harder"))
        #expect(await reader.calls == ["on", "picture", "picture", "off", "on", "picture", "picture"])
    }

    @Test(
        "keeps the best sample of all placements when none passes, also where the last gave none",
        arguments: [
            ([12, 18, nil, 11, nil], [18, 11], Retry.Reason.tooLight), ([17, nil, nil], [17], .removedTooSoon),
            ([0, nil, 15, nil], [15], .tooLight), ([0, nil, 0, nil], [], .noFinger), ([nil, nil], [], .removedTooSoon),
            ([12, nil, 18, nil], [18, 12], .tooLight),
        ] as [([UInt8?], [Int], Retry.Reason)])
    func bestOfAll(script: [UInt8?], expected: [Int], reason: Retry.Reason) async throws {
        let policy = AcquisitionPolicy(attempts: 2)
        let result = try await acquire(
            from: ScriptedReader(script), policy: policy, clock: InstantClock(), assess: assess)
        guard case .refused(let best, let others, let retry, attempts: 2) = result else {
            Issue.record("not refused: \(result)")
            return
        }
        #expect(([best].compactMap(\.self) + others) == expected)
        #expect(retry.reason == reason)
    }

    @Test("passes the reader's fault on")
    func fault() async {
        await #expect(throws: Fault(.init("usb.timeout"), "")) {
            _ = try await acquire(from: ScriptedReader([]), assess: assess)
        }
    }

    @Test(
        "keeps the best sample of each placement when the reader fails, within one or after one",
        arguments: [([15], [15]), ([12, 18, nil], [18]), ([30], [30]), ([12, nil, 18], [18, 12])]
            as [([UInt8?], [Int])])
    func brokenOff(script: [UInt8?], expected: [Int]) async throws {
        let policy = AcquisitionPolicy(attempts: 3, patience: .seconds(30))
        let result = try await acquire(
            from: ScriptedReader(script), policy: policy, clock: StoppedClock(), assess: assess)
        guard case .brokenOff(expected, let fault, attempts: let attempts) = result else {
            throw Fault(.init("test"), "\(result)")
        }
        #expect(fault.code == .init("usb.timeout") && attempts == (script.contains(nil) ? 2 : 1))
    }

    @Test(
        "ends when the finger is not lifted, or does not come back, within the site's patience",
        arguments: [false, true])
    func abandoned(isLifted: Bool) async throws {
        let policy = AcquisitionPolicy(pictures: 1, patience: .seconds(30))
        let clock = SteppedClock()
        if !isLifted { clock.pass(.seconds(30)) }
        let result = try await acquire(
            from: OneFingerReader(isLifted: isLifted), policy: policy, clock: clock, assess: assess,
            event: { if $0 == .fingerOff { clock.pass(.seconds(30)) } })
        guard case .abandoned([15], attempts: 1, isFree: isLifted) = result else {
            throw Fault(.init("test"), "\(result)")
        }
    }

    /// A finger that is too light, and then never again.
    private actor OneFingerReader: FingerprintReader {
        nonisolated let identity = ReaderIdentity(name: "s", model: "s", width: 1, height: 1, pixelsPerInch: 500)
        private var placements = 0
        private let isLifted: Bool

        init(isLifted: Bool) { self.isLifted = isLifted }

        func open() {}
        func close() {}
        func awaitFingerOff() async throws(Fault) { if !isLifted { try await waitForEver() } }
        func awaitFinger() async throws(Fault) {
            placements += 1
            if placements > 1 { try await waitForEver() }
        }
        func capture() -> Frame? {
            let image = GrayImage(width: 1, height: 1, pixelsPerInch: 500, pixels: [15])
            return Frame(image: image, reader: identity, fingerOn: .now, decoded: .now)
        }

        private func waitForEver() async throws(Fault) {
            // Until its cancellation.
            for await _ in AsyncStream<Never>.makeStream().stream {}
            throw Fault(.init("usb.cancelled"), "the wait was ended")
        }
    }
}
