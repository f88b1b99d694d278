import Capture
import Emulators
import Ground
import Readers
import Testing

@Suite("Where a reader is found")
struct SourceTests {
    @Test("An emulated reader is on the bus that the program brings, with its real driver")
    func emulated() async throws {
        let source = try Readers.source(of: .emulated, emulated: EmulatedURU4000().bus)
        #expect(try await source.take().reader.identity.name == "05ba:000a:emulated")
    }

    @Test("A program without an emulator refuses to emulate, rather than to take a real reader")
    func noEmulator() {
        #expect(throws: Fault(.init("reader.selection"), "")) { _ = try Readers.source(of: .emulated) }
    }

    @Test("Several emulated readers are each on a bus of its own, and as many as the settings mean")
    func severalEmulated() async throws {
        let settings = try ReaderSettings("emulated,emulated")
        let buses = ["A", "B"].map { EmulatedURU4000(serial: $0).bus }
        var names: [String] = []
        for source in try Readers.sources(of: settings, emulated: buses) {
            names.append(try await source.take().reader.identity.name)
        }
        #expect(names == ["05ba:000a:A", "05ba:000a:B"])
        #expect(throws: Fault(.init("reader.selection"), "")) {
            _ = try Readers.sources(of: settings, emulated: [buses[0]])
        }
    }

    @Test("A vendor's reader is its process, which may be missing")
    func vendor() async throws {
        let source = try Readers.source(of: .vendor(path: "/nowhere/reader"))
        #expect(source.name == "vendor:/nowhere/reader")
        await #expect(throws: Fault(.init("device.missing"), "")) { _ = try await source.take() }
    }
}
