import Capture
import Ground
import Testing
import USBTransport

@Suite("A reader's selection")
struct ReaderSelectionTests {
    private static func device(serial: String?, port: String) -> USBDeviceInfo {
        USBDeviceInfo(vendor: 0x05BA, product: 0x000A, serial: serial, port: port, interfaces: [])
    }

    @Test(
        "means the right devices",
        arguments: [
            ("05ba:000a", [true, true]), ("05BA:000A", [true, true]), ("05ba:000b", [false, false]),
            ("05ba:000a:A:1@2", [true, false]), ("05ba:000a@1-2", [false, true]), ("05ba:000a@1-3", [false, false]),
        ])
    func matches(text: String, expected: [Bool]) throws {
        let selection = try ReaderSelection(text)
        let devices = [Self.device(serial: "A:1@2", port: "1-1"), Self.device(serial: nil, port: "1-2")]
        #expect(devices.map(selection.matches) == expected)
        #expect(selection.description.lowercased() == text.lowercased())
    }

    @Test(
        "is refused where it is not vendor:product",
        arguments: ["", ":", "05ba", "05ba:", "5ba:a", "05ba:000g", "+5ba:000a", "05ba:000a:", "05ba:000a@", "05ba:@1"])
    func refused(text: String) {
        #expect(throws: Fault(.init("reader.selection"), "")) { _ = try ReaderSelection(text) }
    }
}
