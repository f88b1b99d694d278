import Testing
import USBTransport

@Suite("The name of a device")
struct USBDeviceInfoTests {
    @Test(
        "is its identifier with the serial number, or with the port where there is none",
        arguments: [("A1", "05ba:000a:A1"), (nil, "05ba:000a@1-10.2")])
    func name(serial: String?, name: String) {
        let device = USBDeviceInfo(vendor: 0x05BA, product: 0x000A, serial: serial, port: "1-10.2", interfaces: [])
        #expect(device.name == name)
    }
}
