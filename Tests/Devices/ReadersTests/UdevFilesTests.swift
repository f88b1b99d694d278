import Capture
import Checkout
import Foundation
import Readers
import Testing

@Suite("Udev files")
struct UdevFilesTests {
    private static let folder = Checkout.root.appending(path: "Udev")

    @Test(
        "The committed files are what the drivers' tables give",
        arguments: UdevRules.files(for: Readers.models).map(\.path))
    func committed(path: String) throws {
        let generated = try #require(UdevRules.files(for: Readers.models).first { $0.path == path })
        let committed = try String(contentsOf: Self.folder.appending(path: path), encoding: .utf8)
        #expect(committed == generated.text, "run `ridgeline udev --write Udev`")
    }

    @Test("The rules name every reader once, in lower case; the hardware database in upper case")
    func complete() throws {
        let files = UdevRules.files(for: [ReaderModel(vendor: 0x05BA, product: 0x000A, name: "U.are.U 4500")])
        #expect(files[0].text.components(separatedBy: #"ATTR{idVendor}=="05ba", ATTR{idProduct}=="000a""#).count == 2)
        #expect(files[1].text.components(separatedBy: "usb:v05BAp000A*").count == 2)
    }
}
