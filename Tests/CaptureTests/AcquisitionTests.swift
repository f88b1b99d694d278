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
    private func gate(_ image: GrayImage) -> Retry? { image[0, 0] < 100 ? Retry(.tooLight, "press harder") : nil }

    @Test("takes the first good picture and leaves the finger on the glass")
    func good() async throws {
        let reader = ScriptedReader([10, 20, 120])
        let frame = try await acquire(from: reader, gate: gate).get()
        #expect(frame.image[0, 0] == 120)
        #expect(await reader.calls == ["on", "picture", "picture", "picture"])
    }

    @Test("asks to place the finger again after a bad placement or one that ended too soon")
    func again() async throws {
        let reader = ScriptedReader([nil, 10, 10, 10, 130])
        let (events, continuation) = AsyncStream.makeStream(of: AcquisitionEvent.self)
        let frame = try await acquire(from: reader, gate: gate) { continuation.yield($0) }.get()
        continuation.finish()
        #expect(frame.image[0, 0] == 130)
        let (soon, light) = (Retry(.removedTooSoon, ""), Retry(.tooLight, "press harder"))
        var reasons: [Retry.Reason?] = []
        for await event in events {
            if case .placeAgain(let retry) = event { reasons.append(retry.reason) } else { reasons.append(nil) }
        }
        #expect(reasons == [nil, soon.reason, nil, light.reason, nil])
        #expect(await reader.calls.filter { $0 == "off" }.count == 2)
    }

    @Test("ends with what was wrong last when all attempts are used up")
    func refused() async throws {
        let reader = ScriptedReader([10, 20, 30, 40])
        let result = try await acquire(from: reader, attempts: 2, pictures: 2, gate: gate)
        #expect(throws: Retry(.tooLight, "press harder")) { _ = try result.get() }
        #expect(await reader.calls == ["on", "picture", "picture", "off", "on", "picture", "picture"])
    }

    @Test("passes the reader's fault on")
    func fault() async {
        await #expect(throws: Fault("usb.timeout", "")) { _ = try await acquire(from: ScriptedReader([]), gate: gate) }
    }
}
