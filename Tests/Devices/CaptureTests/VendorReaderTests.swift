import Capture
import Emulators
import Foundation
import Glibc
import Ground
import Imaging
import Testing

@testable import VendorProcess

@Suite("A vendor's reader process", .timeLimit(.minutes(20)))
struct VendorReaderTests {
    private static let identity = ReaderIdentity(name: "v:1", model: "V", width: 30, height: 20, pixelsPerInch: 500)

    /// The station's end of a socket whose other end `serve` plays on a thread of its own.
    private func channel(
        clock: any Clock<Duration> = ContinuousClock(), _ serve: @escaping @Sendable (Int32) -> Void
    ) throws -> VendorChannel {
        let (station, helper) = try VendorSocket.pair()
        Thread {
            serve(helper)
            close(helper)
        }.start()
        return VendorChannel(VendorSocket(descriptor: station), clock: clock)
    }

    @Test("is heard where it keeps to the protocol")
    func answers() async throws {
        let channel = try channel { socket in
            while let request = try? VendorStream.read(from: socket, mostPixels: { 0 }) {
                let pong = VendorMessage(.pong, number: request.number, payload: request.payload)
                _ = VendorStream.write(pong, to: socket, waits: true)
            }
        }
        for round in 0..<3 {
            let payload = WipingBytes([UInt8(round)])
            let answer = try await channel.ask(.ping, payload: payload, within: .seconds(10))
            #expect(answer.kind == .pong)
            #expect(answer.payload.withBytes { Array($0) } == [UInt8(round)])
        }
        channel.close()
    }

    /// What it sends after the first request: header and payload, number 1 being the request's.
    static let lies: [(String, [UInt8])] = [
        ("hangs up", []), ("half a header", [0, 0, 0]), ("half a payload", [9, 0, 0, 0, 0x8A, 1, 0, 0, 0, 7]),
        ("a kind that does not exist", [0, 0, 0, 0, 0x55, 1, 0, 0, 0]),
        ("a length of 4 GiB", [0xFF, 0xFF, 0xFF, 0xFF, 0x8A, 1, 0, 0, 0]),
        ("a length of 4097", [0x01, 0x10, 0, 0, 0x8A, 1, 0, 0, 0]),
        ("a frame before the description", [5, 0, 0, 0, 0x85, 1, 0, 0, 0, 1, 0, 1, 0, 9]),
        ("an answer to nothing", [0, 0, 0, 0, 0x8A, 2, 0, 0, 0]),
    ]

    @Test("that lies, breaks off or crashes is a fault at once and for good", arguments: lies)
    func lie(what: String, bytes: [UInt8]) async throws {
        let channel = try channel { socket in
            _ = try? VendorStream.read(from: socket, mostPixels: { 0 })
            _ = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        }
        for _ in 0..<2 {
            await #expect(throws: Fault(.init("reader.vendor"), ""), "\(what)") {
                _ = try await channel.ask(.ping, within: .seconds(20))
            }
        }
    }

    @Test("that does not answer is a fault when its time is over")
    func silent() async throws {
        let channel = try channel(clock: InstantClock()) { socket in
            while (try? VendorStream.read(from: socket, mostPixels: { 0 })) != nil {}
        }
        await #expect(throws: Fault(.init("reader.vendor"), "")) {
            _ = try await channel.ask(.open, within: .seconds(10))
        }
    }

    @Test("that was closed is sent nothing more, whoever has its descriptor's number now")
    func closed() async throws {
        let (low, helper) = try VendorSocket.pair()
        // A number that no other test is given meanwhile: the system hands out the lowest that is free, and this is among the
        // highest.
        var limit = rlimit()
        try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        let station = fcntl(low, F_DUPFD_CLOEXEC, Int32(min(limit.rlim_cur, 65_536)) - 16)
        close(low)
        let channel = VendorChannel(VendorSocket(descriptor: station))
        channel.close()
        await channel.ended()
        close(helper)
        let (other, its) = try VendorSocket.pair()
        let reused = fcntl(other, F_DUPFD_CLOEXEC, station)
        defer { for descriptor in [other, its, reused] { close(descriptor) } }
        try #require(reused == station)
        channel.sendRaw([1, 2, 3])
        var byte: UInt8 = 0
        #expect(recv(its, &byte, 1, Int32(MSG_DONTWAIT)) == -1)
    }

    @Test(
        "may describe a reader within the bounds only",
        arguments: [
            (0, 20, 500.0, "v"), (4097, 20, 500, "v"), (4096, 4096, 499, "v"), (2049, 2048, 250, "v"),
            (30, 20, 249, "v"), (30, 20, 1201, "v"), (30, 20, 500, ""),
            (30, 20, 500, String(repeating: "v", count: 65)), (30, 20, 500, "a\nb"),
        ])
    func bounds(width: Int, height: Int, resolution: Double, name: String) {
        let identity = ReaderIdentity(name: name, model: "m", width: width, height: height, pixelsPerInch: resolution)
        #expect(throws: Fault(.init("reader.vendor"), "")) { _ = try VendorDescription(identity) }
    }

    @Test("has its description read as it was written, and refused when it is cut short")
    func description() throws {
        let description = try VendorDescription(Self.identity)
        let payload = description.payload.withBytes { Array($0) }
        #expect(try VendorDescription(decoding: WipingBytes(payload)) == description)
        for count in 0..<payload.count {
            #expect(throws: Fault(.init("reader.vendor"), "")) {
                _ = try VendorDescription(decoding: WipingBytes(payload.prefix(count)))
            }
        }
    }

    @Test("has a picture taken only in the size that it described")
    func frame() throws {
        let image = GrayImage(width: 30, height: 20, pixelsPerInch: 500, pixels: (0..<600).map { UInt8($0 % 251) })
        let payload = VendorFrame.payload(of: image)
        #expect(pixels(try VendorFrame.decode(payload, expected: (30, 20, 500))) == pixels(image))
        for expected in [(20, 30), (30, 21), (600, 1)] {
            #expect(throws: Fault(.init("reader.vendor"), "")) {
                _ = try VendorFrame.decode(payload, expected: (expected.0, expected.1, 500))
            }
        }
    }
}
