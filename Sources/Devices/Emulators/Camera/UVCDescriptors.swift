internal import Capture

/// The descriptors of an emulated camera (USB Device Class Definition for Video Devices 1.1): a camera terminal with
/// exposure and focus, and one bulk endpoint that sends uncompressed frames or Motion JPEG.
enum UVCDescriptors {
    static let bulkEndpoint: UInt8 = 0x81
    static let cameraTerminal: UInt8 = 1
    static let processingUnit: UInt8 = 2

    /// In the order of their format numbers, from 1.
    static let formats: [PixelFormat] = [.yuyv, .motionJPEG]

    static func make(vendor: UInt16, product: UInt16, serial: String, scene: CameraScene) -> EmulatedDescriptors {
        let control = controlInterface()
        let streaming = streamingInterface(scene)
        // Both interfaces belong together (interface association descriptor).
        let association: [UInt8] = [8, 11, 0, 2, 0x0E, 0x03, 0, 0]
        let inside = association + control + streaming
        let configuration: [UInt8] = [9, 2] + word(9 + inside.count) + [2, 1, 0, 0x80, 250] + inside
        // Class, subclass and protocol say that an interface association follows.
        let device: [UInt8] =
            [18, 1] + word(0x0200) + [0xEF, 2, 1, 64] + word(Int(vendor)) + word(Int(product)) + word(0x0100)
            + [1, 2, 3, 1]
        return EmulatedDescriptors(
            device: device, configuration: configuration, strings: ["Ridgeline", "Emulated camera", serial],
            speed: .high)
    }

    private static func controlInterface() -> [UInt8] {
        // Bits of the camera terminal's controls: exposure mode 1, exposure time 3, focus distance 5, focus mode 17.
        let terminal: [UInt8] =
            [18, 0x24, 2, cameraTerminal] + word(0x0201) + [0, 0] + word(0) + word(0) + word(0)
            + [3, 0x2A, 0x00, 0x02]
        let processing: [UInt8] = [12, 0x24, 5, processingUnit, cameraTerminal] + word(0) + [2, 0, 0, 0, 0]
        let output: [UInt8] = [9, 0x24, 3, 3] + word(0x0101) + [0, processingUnit, 0]
        let units = terminal + processing + output
        let header: [UInt8] = [13, 0x24, 1] + word(0x0110) + word(13 + units.count) + long(48_000_000) + [1, 1]
        return [9, 4, 0, 0, 0, 0x0E, 0x01, 0, 0] + header + units
    }

    private static func streamingInterface(_ scene: CameraScene) -> [UInt8] {
        // "YUY2" with the end that all formats of Microsoft's family share.
        let identifier: [UInt8] =
            Array("YUY2".utf8) + [0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71]
        let uncompressed: [UInt8] = [27, 0x24, 4, 1, 1] + identifier + [16, 1, 0, 0, 0, 0]
        let jpeg: [UInt8] = [11, 0x24, 6, 2, 1, 1, 1, 0, 0, 0, 0]
        let colours: [UInt8] = [6, 0x24, 13, 1, 1, 4]
        let formats = uncompressed + frame(5, scene) + colours + jpeg + frame(7, scene) + colours
        let header: [UInt8] = [15, 0x24, 1, 2] + word(15 + formats.count) + [bulkEndpoint, 0, 3, 0, 0, 0, 1, 0, 0]
        let endpoint: [UInt8] = [7, 5, bulkEndpoint, 2] + word(512) + [0]
        return [9, 4, 1, 0, 1, 0x0E, 0x02, 0, 0] + header + formats + endpoint
    }

    /// The one size of a format, at 30 and 15 frames a second.
    private static func frame(_ subtype: UInt8, _ scene: CameraScene) -> [UInt8] {
        let bytes = scene.width * scene.height * 2
        return [34, 0x24, subtype, 1, 0] + word(scene.width) + word(scene.height) + long(bytes * 8 * 15)
            + long(bytes * 8 * 30) + long(bytes) + long(333_333) + [2] + long(333_333) + long(666_666)
    }

    static func word(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
    static func long(_ value: Int) -> [UInt8] { word(value) + word(value >> 16) }
}
