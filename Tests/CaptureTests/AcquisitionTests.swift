import Capture
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

        init(_ script: [UInt8?]) { self.script = script }

        func open() {}
        func awaitFinger() { calls.append("on") }
        func awaitFingerOff() { calls.append("off") }
        func close() {}
        func capture() throws(Fault) -> Frame? {
            calls.append("picture")
            guard !script.isEmpty else { throw Fault("usb.timeout", "the script is over") }
            return script.removeFirst().map { grey in
                let image = GrayImage(width: 1, height: 1, pixelsPerInch: 500, pixels: [grey])
                return Frame(image: image, reader: identity, fingerOn: .now, decoded: .now)
            }
        }
    }

    /// Wants a grey of 100 at least.
    private func gate(_ frame: Frame) -> Retry? {
        frame.image[0, 0] < 100 ? Retry(.tooLight, "press harder") : nil
    }

    private func accepted(_ acquisition: Acquisition) throws -> Frame {
        guard case .accepted(let frame) = acquisition else { throw Fault("test", "\(acquisition)") }
        return frame
    }

    @Test("takes the first good picture and leaves the finger on the glass")
    func good() async throws {
        let reader = ScriptedReader([10, 20, 120])
        let frame = try accepted(await acquire(from: reader, gate: gate))
        #expect(frame.image[0, 0] == 120)
        #expect(await reader.calls == ["on", "picture", "picture", "picture"])
    }

    @Test("asks to place the finger again after a bad placement or one that ended too soon")
    func again() async throws {
        let reader = ScriptedReader([nil, 10, 10, 10, 130])
        let (events, continuation) = AsyncStream.makeStream(of: AcquisitionEvent.self)
        let frame = try accepted(await acquire(from: reader, gate: gate) { continuation.yield($0) })
        continuation.finish()
        #expect(frame.image[0, 0] == 130)
        let soon = Retry(
            .removedTooSoon, "the finger left before its picture was taken; leave it on the glass")
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
        let reader = ScriptedReader([10, 20, 30, 40])
        let result = try await acquire(from: reader, attempts: 2, pictures: 2, gate: gate)
        guard case .refused(let retry) = result else {
            Issue.record("not refused: \(result)")
            return
        }
        #expect(retry == Retry(.tooLight, "press harder"))
        #expect(await reader.calls == ["on", "picture", "picture", "off", "on", "picture", "picture"])
    }

    @Test("passes the reader's fault on")
    func fault() async {
        await #expect(throws: Fault("usb.timeout", "")) { _ = try await acquire(from: ScriptedReader([]), gate: gate) }
    }

    @Test("ends when the traveller does not come back within the site's patience")
    func abandoned() async throws {
        let reader = OneFingerReader()
        let result = try await acquire(from: reader, patience: .seconds(30), clock: ImpatientClock(), gate: gate)
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
            throw Fault("usb.cancelled", "the wait was ended")
        }
        func capture() -> Frame? {
            let image = GrayImage(width: 1, height: 1, pixelsPerInch: 500, pixels: [0])
            return Frame(image: image, reader: identity, fingerOn: .now, decoded: .now)
        }
    }

    /// Every wait is over at once.
    private struct ImpatientClock: Clock {
        var now: ContinuousClock.Instant { ContinuousClock.now }
        var minimumResolution: Duration { .zero }
        func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {}
    }
}
