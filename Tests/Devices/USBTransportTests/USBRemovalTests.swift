import Testing

@testable import USBTransport

@Suite("The kernel's messages about what is unplugged")
struct USBRemovalTests {
    private static let path = "/devices/pci0000:00/0000:00:14.0/usb1/1-10/1-10.2"

    /// As Linux 6.1 writes them (drivers/usb/core/usb.c, lib/kobject_uevent.c).
    private static func message(
        _ action: String = "remove", _ changes: [String: String?] = [:]
    ) -> [UInt8] {
        var lines: [(String, String?)] = [
            ("ACTION", action), ("DEVPATH", path), ("SUBSYSTEM", "usb"), ("MAJOR", "189"), ("MINOR", "46"),
            ("DEVNAME", "bus/usb/001/047"), ("DEVTYPE", "usb_device"), ("PRODUCT", "5ba/a/102"), ("TYPE", "0/0/0"),
            ("BUSNUM", "001"), ("DEVNUM", "047"), ("SEQNUM", "3921"),
        ]
        for index in lines.indices { if let change = changes[lines[index].0] { lines[index].1 = change } }
        let text = ["\(action)@\(path)"] + lines.compactMap { key, value in value.map { "\(key)=\($0)" } }
        return text.flatMap { Array($0.utf8) + [0] }
    }

    @Test("name the socket and the address of the device that left it")
    func removal() throws {
        let removal = try #require(USBRemoval(Self.message()))
        #expect(removal.port == "1-10.2")
        #expect(removal.address == 47)
    }

    @Test(
        "are not taken for a removal when they are anything else",
        arguments: [
            message("add"), message("unbind"), message("remove", ["SUBSYSTEM": "block"]),
            message("remove", ["DEVTYPE": "usb_interface"]), message("remove", ["DEVNUM": "300"]),
            message("remove", ["DEVNUM": "-1"]), message("remove", ["DEVNUM": nil]),
            message("remove", ["DEVPATH": nil]),
            message("remove", ["DEVPATH": "/"]), [], [0], Array("libudev\0".utf8) + message(),
        ])
    func others(_ message: [UInt8]) { #expect(USBRemoval(message) == nil) }

    @Test("are harmless when they are cut short or spoiled")
    func spoiled() {
        let whole = Self.message()
        let right = USBRemoval(whole)
        // Without its last property, a sequence number, a message says as much.
        let enough = whole.count - Array("SEQNUM=3921\0".utf8).count
        for count in 0..<enough - 1 {
            let cut = USBRemoval(whole.prefix(count))
            #expect(cut == nil || cut?.port == right?.port)
        }
        func places(of text: String) -> Range<Int> {
            whole.firstRange(of: Array(text.utf8)) ?? 0..<0
        }
        let (portPlaces, addressPlaces) = (places(of: "DEVPATH=" + Self.path), places(of: "DEVNUM=047"))
        #expect(!portPlaces.isEmpty && !addressPlaces.isEmpty)
        for place in whole.indices {
            for value in [0, UInt8(ascii: "="), UInt8(ascii: "/"), 0x80, 0xFF] {
                var spoiled = whole
                spoiled[place] = value
                let read = USBRemoval(spoiled)
                // Only what was spoiled may read differently.
                if !portPlaces.contains(place) { #expect(read == nil || read?.port == right?.port) }
                if !addressPlaces.contains(place) { #expect(read == nil || read?.address == right?.address) }
            }
        }
    }
}
