import Capture
import Emulators
import Ground
import Imaging
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

    /// The grey is the quality; below 20 is not to be used.
    private func assess(_ frame: Frame) -> Assessment {
        let grey = Int(frame.image[0, 0])
        return Assessment(quality: grey, retry: grey < 20 ? Retry(.tooLight, "press harder") : nil)
    }

    private func quality(_ acquisition: Acquisition) throws -> UInt8 {
        guard case .accepted(let frame) = acquisition else { throw Fault(.init("test"), "\(acquisition)") }
        return frame.image[0, 0]
    }

    @Test("ends at once with a picture that is good enough, and leaves the finger on the glass")
    func good() async throws {
        let reader = ScriptedReader([10, 40, 80, 90])
        #expect(try quality(await acquire(from: reader, clock: InstantClock(), assess: assess)) == 80)
        #expect(await reader.calls == ["on", "picture", "picture", "picture"])
    }

    @Test("takes the best picture when the time is over, not the first and not the last that can be used")
    func best() async throws {
        let clock = InstantClock()
        let reader = ScriptedReader([10, 30, 60, 40, 70, 74], clock: clock)
        let policy = AcquisitionPolicy(time: .milliseconds(400))
        #expect(try quality(await acquire(from: reader, policy: policy, clock: clock, assess: assess)) == 60)
        #expect(await reader.calls == ["on", "picture", "picture", "picture", "picture"])
    }

    @Test("takes the best picture so far when the finger is lifted")
    func lifted() async throws {
        #expect(
            try quality(await acquire(from: ScriptedReader([30, 25, nil]), clock: InstantClock(), assess: assess)) == 30
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
        #expect(try quality(result) == 80)
        let soon = Retry(.removedTooSoon, "the finger left before its picture was taken; leave it on the glass")
        let light = Retry(.tooLight, "press harder")
        var seen: [AcquisitionEvent] = []
        for await event in events { seen.append(event) }
        #expect(
            seen == [
                .fingerOn(attempt: 1), .placeAgain(soon, attempt: 1), .fingerOn(attempt: 2),
                .placeAgain(light, attempt: 2), .fingerOn(attempt: 3),
            ])
        #expect(await reader.calls.filter { $0 == "off" }.count == 2)
    }

    @Test("ends with what was wrong last when all attempts are used up")
    func refused() async throws {
        let reader = ScriptedReader([10, 11, 12, 13])
        let policy = AcquisitionPolicy(attempts: 2, pictures: 2)
        let result = try await acquire(from: reader, policy: policy, clock: InstantClock(), assess: assess)
        guard case .refused(let retry) = result else {
            Issue.record("not refused: \(result)")
            return
        }
        #expect(retry == Retry(.tooLight, "press harder"))
        #expect(await reader.calls == ["on", "picture", "picture", "off", "on", "picture", "picture"])
    }

    @Test("passes the reader's fault on")
    func fault() async {
        await #expect(throws: Fault(.init("usb.timeout"), "")) {
            _ = try await acquire(from: ScriptedReader([]), assess: assess)
        }
    }

    @Test("ends when the traveller does not come back within the site's patience")
    func abandoned() async throws {
        let policy = AcquisitionPolicy(pictures: 1, patience: .seconds(30))
        let result = try await acquire(from: OneFingerReader(), policy: policy, clock: InstantClock(), assess: assess)
        guard case .abandoned = result else {
            Issue.record("not abandoned: \(result)")
            return
        }
    }

    /// A finger that is too light, and then never again.
    private actor OneFingerReader: FingerprintReader {
        nonisolated let identity = ReaderIdentity(name: "s", model: "s", width: 1, height: 1, pixelsPerInch: 500)
        private var placements = 0

        func open() {}
        func close() {}
        func awaitFingerOff() {}
        func awaitFinger() async throws(Fault) {
            placements += 1
            guard placements > 1 else { return }
            // Waits for its cancellation.
            while !Task.isCancelled { await Task.yield() }
            throw Fault(.init("usb.cancelled"), "the wait was ended")
        }
        func capture() -> Frame? {
            let image = GrayImage(width: 1, height: 1, pixelsPerInch: 500, pixels: [0])
            return Frame(image: image, reader: identity, fingerOn: .now, decoded: .now)
        }
    }
}
