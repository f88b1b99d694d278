import Ground
import Operations
import Testing

@Suite("Open files")
struct OpenFilesTests {
    @Test(
        "are as many as are wanted, where the system allows them",
        arguments: [
            (wanted: 4096, now: 1024, most: 524_288, result: 4096), (4096, 1024, 2048, 2048), (1024, 4096, 4096, 4096),
            (300, 64, 256, 256), (4096, .max, .max, .max),
        ] as [(wanted: Int, now: UInt, most: UInt, result: UInt)])
    func allowed(wanted: Int, now: UInt, most: UInt, result: UInt) throws {
        #expect(try OpenFiles.allowed(wanted, now: now, atMost: most) == result)
    }

    @Test("too few stop the start", arguments: [64, 255])
    func few(most: UInt) {
        #expect(throws: Fault(.init("config.files"), "")) { try OpenFiles.allowed(4096, now: 64, atMost: most) }
    }
}
