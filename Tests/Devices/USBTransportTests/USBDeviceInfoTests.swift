import Testing
import USBTransport

@Suite("The name of a device")
struct USBDeviceInfoTests {
    private static func device(_ serial: String?, _ port: String, product: UInt16 = 0x000A) -> USBDeviceInfo {
        USBDeviceInfo(vendor: 0x05BA, product: product, serial: serial, port: port, interfaces: [])
    }

    @Test(
        "is its identifier with the serial number, or with the port where there is none",
        arguments: [("A1", "05ba:000a:A1"), (nil, "05ba:000a@1-10.2")])
    func name(serial: String?, name: String) {
        #expect(Self.device(serial, "1-10.2").name == name)
    }

    @Test("tells devices with one serial number apart by their ports, and is no part of what they are")
    func twins() {
        let devices = [
            Self.device("A1", "1-3"), Self.device("B2", "1-2"), Self.device("A1", "1-1"), Self.device(nil, "1-4"),
            Self.device("A1", "1-5", product: 0x0007),
        ]
        let apart = devices.toldApart
        #expect(
            apart.map(\.name) == [
                "05ba:000a:A1@1-1", "05ba:000a:B2", "05ba:000a:A1@1-3", "05ba:000a@1-4", "05ba:0007:A1",
            ])
        #expect(Set(apart) == Set(devices))
        // The one that stays has its name back.
        #expect([apart[0]].toldApart.map(\.name) == ["05ba:000a:A1"])
    }
}
