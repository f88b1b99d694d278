import Capture
import Checkout
import Foundation
import Ground
import Imaging
import Testing
import USBTransport

@testable import URU4000

/// A session recorded from a real Microsoft reader, replayed by umockdev to libusb and the driver.
///
/// umockdev is loaded into the process that uses libusb, so the outer test runs this test program once more under it,
/// for the inner test alone. A deviation from the recording does not fail but hang: hence the outer test's time limit.
@Suite("A recorded session of a Microsoft Fingerprint Reader v2")
struct ReplayTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let isInner = environment["RIDGELINE_REPLAYED"] != nil
    private static let tool = "/usr/bin/umockdev-run"
    private static let session = Checkout.data.appending(path: "recordings/uru4000-msv2")

    private static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test(
        "is replayed transfer by transfer, within a minute",
        // Skipped inside itself, and where the recording or umockdev is not installed.
        .enabled(if: !isInner && has(session.path) && has(tool), "needs umockdev and the recorded session"))
    func replay() throws {
        let description = try String(contentsOf: Self.session.appending(path: "device"), encoding: .utf8)
        let path = try #require(description.split(separator: "\n").first { $0.hasPrefix("P: ") }).dropFirst(3)
        let program = Process()
        program.executableURL = URL(filePath: "/usr/bin/timeout")
        let recording = "/sys\(path)=\(Self.session.appending(path: "capture.pcapng").path)"
        let this = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        program.arguments =
            ["--kill-after=5", "60", Self.tool, "-d", Self.session.appending(path: "device").path, "-p", recording]
            + ["--", this, "--testing-library", "swift-testing", "--filter", "ReplayTests/replayed"]
        program.environment = Self.environment.merging(["RIDGELINE_REPLAYED": "1"]) { $1 }
        let output = Pipe()
        program.standardOutput = output
        program.standardError = output
        try program.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        program.waitUntilExit()
        #expect(program.terminationStatus == 0, "\(text)")
        #expect(text.contains("with 1 test"), "\(text)")
    }

    @Test("gives the recorded picture, pixel for pixel", .enabled(if: isInner, "runs inside the replay"))
    func replayed() async throws {
        let bus = try LibUSBBus()
        let catalogue = ReaderCatalogue(bus: bus, drivers: [URU4000Driver { 0x51EA_2124 }])
        let reader = try await catalogue.reader(try ReaderSelection("045e:00ca"))
        #expect(reader.identity.name == "045e:00ca:{BE815DAD-15E4-0745-AA30-41DEBCAC5913}")
        try await reader.open()
        try await reader.awaitFinger()
        let frame = try #require(try await reader.capture())
        try await reader.awaitFingerOff()
        await reader.close()
        let expected = try ImageFile.read(Self.session.appending(path: "capture.png"))
        #expect(pixels(frame.image) == pixels(expected))
    }
}
