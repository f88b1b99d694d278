import Ground
import Testing
import USBTransport

@Suite("A pending read")
struct PendingReadTests {
    private let device = USBDeviceInfo(vendor: 1, product: 2, serial: nil, port: "1-2", interfaces: [])

    @Test("gives what came before anyone waited, and only the first result counts")
    func early() async throws {
        let read = PendingRead {}
        read.finish(.success(WipingBytes([1, 2, 3])))
        read.finish(.failure(.cancelled(device)))
        #expect(try await read.result().withBytes { Array($0) } == [1, 2, 3])
    }

    @Test("ends when it is cancelled, with what the transport says then")
    func cancelled() async {
        let (cancels, continuation) = AsyncStream.makeStream(of: Void.self)
        let read = PendingRead { continuation.yield() }
        let waiting = Task { try await read.result() }
        waiting.cancel()
        for await _ in cancels { break }
        read.finish(.failure(.cancelled(device)))
        await #expect(throws: Fault.cancelled(device)) { try await waiting.value }
    }
}
