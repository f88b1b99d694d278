import Capture
import Ground
import Testing

@Suite("What a setting says about a device")
struct DeviceSettingTests {
    @Test(
        "means a reader of each kind",
        arguments: [
            ("auto", ReaderSetting.any), ("emulated", .emulated), ("vendor:/run/a.sock", .vendor(path: "/run/a.sock")),
            ("vendor:a:b", .vendor(path: "a:b")),
        ])
    func reader(text: String, expected: ReaderSetting) throws {
        #expect(try ReaderSetting(text) == expected)
        #expect(expected.description == text)
    }

    @Test("means one certain reader", arguments: ["05ba:000a", "05ba:000a:A1", "05ba:000a@1-10.2"])
    func selectedReader(text: String) throws {
        #expect(try ReaderSetting(text) == .selected(try ReaderSelection(text)))
        #expect(try ReaderSetting(text).description == text)
    }

    @Test(
        "is refused where it means no reader, and says what may be written",
        arguments: ["", "none", "Auto", "vendor:", "vendor", "05ba", "emulated:1", "/dev/video0"])
    func noReader(text: String) throws {
        let fault = #expect(throws: Fault.self) { _ = try ReaderSetting(text) }
        #expect(fault == Fault(.init("reader.selection"), ""))
        #expect(try #require(fault).message.contains(ReaderSetting.grammar))
    }

    @Test(
        "means several readers, in their order",
        arguments: [
            ("auto", [ReaderSetting.any]), ("auto,auto", [.any, .any]), ("auto , auto", [.any, .any]),
            ("emulated,emulated,emulated,emulated", [.emulated, .emulated, .emulated, .emulated]),
            ("vendor:/run/a.sock,auto", [.vendor(path: "/run/a.sock"), .any]),
        ])
    func readers(text: String, expected: [ReaderSetting]) throws {
        let settings = try ReaderSettings(text)
        #expect(settings.all == expected)
        #expect(settings.isEmulated == (expected[0] == .emulated))
        #expect(try ReaderSettings(settings.description) == settings)
    }

    @Test(
        "means several readers of one model, of which each may be named",
        arguments: [
            "05ba:000a,05ba:000a", "05ba:000a:A,05ba:000a:B", "05ba:000a@1-1,05ba:000a@1-2", "05ba:000a:A,05ba:000a",
            "05ba:000a:A@1-1,05ba:000a:A@1-2",
        ])
    func severalOfOneModel(text: String) throws {
        let names = text.split(separator: ",").map(String.init)
        #expect(try ReaderSettings(text).all == names.map { .selected(try ReaderSelection($0)) })
        #expect(try ReaderSettings(text).description == text)
    }

    @Test(
        "is refused where the readers contradict each other, are too many, or one is none",
        arguments: [
            ",", "auto,", ",auto", "auto,,auto", "auto,none", "auto,auto,auto,auto,auto", "emulated,auto",
            "05ba:000a:A,emulated", "05ba:000a:A,05ba:000a:A", "05ba:000a@1-1,auto,05BA:000A@1-1",
            "vendor:/a,vendor:/a", "auto;auto", "auto auto", String(repeating: "auto,", count: 100_000),
        ])
    func noReaders(text: String) {
        #expect(throws: Fault(.init("reader.selection"), "")) { _ = try ReaderSettings(text) }
    }

    @Test(
        "means a camera of each kind",
        arguments: [("none", CameraSetting.none), ("", .none), ("auto", .any), ("emulated", .emulated)])
    func camera(text: String, expected: CameraSetting) throws {
        #expect(try CameraSetting(text) == expected)
        #expect(expected.selection == nil)
        if !text.isEmpty { #expect(expected.description == text) }
    }

    @Test("means one certain camera", arguments: ["/dev/video0", "046d:0825"])
    func selectedCamera(text: String) throws {
        #expect(try CameraSetting(text).selection == CameraSelection(text))
        #expect(try CameraSetting(text).description == text)
    }

    @Test("is refused where it means no camera", arguments: ["a b", "\n", String(repeating: "a", count: 257)])
    func noCamera(text: String) {
        #expect(throws: Fault(.init("camera.selection"), "")) { _ = try CameraSetting(text) }
    }
}
