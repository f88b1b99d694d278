import Foundation
import Testing

/// Small pictures encoded by other programs (Pillow; the ones it cannot write by hand), with what is in them.
struct Sample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: Data
    let pixels: [UInt8]
    let pixelsPerInch: Double?

    init(_ name: String, _ bytes: Data, _ pixels: [UInt8], pixelsPerInch: Double? = nil) {
        testDescription = name
        self.bytes = bytes
        self.pixels = pixels
        self.pixelsPerInch = pixelsPerInch
    }

    init(_ name: String, _ base64: String, _ pixels: [UInt8], pixelsPerInch: Double? = nil) {
        self.init(name, Data(base64Encoded: base64) ?? Data(), pixels, pixelsPerInch: pixelsPerInch)
    }

    /// The grey picture that most samples hold, 3 x 2.
    static let grey: [UInt8] = [0, 64, 128, 192, 255, 10]
    /// Red, green, blue, white, black and a grey, as BT.601 luma.
    static let luma: [UInt8] = [76, 150, 29, 255, 0, 100]
    static let bits: [UInt8] = [0, 255, 0, 255, 0, 255]

    static let all = [
        Sample(
            "PNG, grey, 500 ppi",
            "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAACXBIWXMAAEzlAABM5QF1zvCVAAAAEElEQVR4nGNkcHBgOPCfCwAHGAJLmTK9FAAAAABJRU5ErkJggg==",
            grey, pixelsPerInch: 500),
        Sample(
            "PNG, RGB",
            "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAGElEQVR4nGP4z8DAAMH///9nYGBISUkBAEcnBydEbpthAAAAAElFTkSuQmCC",
            luma),
        Sample(
            "PNG, palette",
            "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAgMAAADgGo6JAAAADFBMVEUAAABAQECAgIDAwMAF0xLKAAAADElEQVR4nGOQYDgCAAEQAN0R5Q8iAAAAAElFTkSuQmCC",
            [0, 64, 128, 192, 0, 64]),
        Sample(
            "PNG, 16-bit grey",
            "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACEAAAAADoj+WFAAAAFklEQVR4nGNgYHBwaGhgOHDg/38uLgAdJQUTjYwlLAAAAABJRU5ErkJggg==",
            grey),
        Sample(
            "PNG, 16-bit RGBA, one pixel clear",
            "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACEAYAAADN5LpZAAAAHklEQVR4nGNgAIP//xmgoAEMgPwDYPAfDrjA4P9/ANC3F61+00gpAAAAAElFTkSuQmCC",
            [0, 255, 128, 192, 255, 10]),
        Sample(
            "PNG, 8-bit RGBA, one pixel clear",
            "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAAH0lEQVR4nGNgYGD4D8QMDQ0N/xkOHDjwHwS4uLj+AwB47AvXVbm+SgAAAABJRU5ErkJggg==",
            [0, 255, 128, 192, 255, 10]),
        Sample(
            "PNG, grey, interlaced",
            "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAHPGAlQAAAAEklEQVR4nGNgYGhgcGA48J8LAAkSAoribKgEAAAAAElFTkSuQmCC",
            grey),
        Sample(
            "PNG, grey and alpha, one pixel clear",
            "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAQAAAA3fa6RAAAAF0lEQVR4nGNg+O/A0PCf4cD///+5/gMALMEHhXgOzIQAAAAASUVORK5CYII=",
            [0, 255, 128, 192, 255, 10]),
        Sample(
            "PNG, 1 bit",
            "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAQAAAAC1D1u3AAAADElEQVR4nGNwYFgAAAFkAOGROt8sAAAAAElFTkSuQmCC",
            bits),
        Sample(
            "JPEG, grey, 500 ppi",
            "/9j/4AAQSkZJRgABAQEB9AH0AAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/wAALCAACAAMBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APzPr//Z",
            [UInt8](repeating: 90, count: 6), pixelsPerInch: 500),
        Sample(
            "JPEG, progressive, colour, density not stated",
            "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/2wBDAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/wgARCAACAAMDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAj/xAAUAQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIQAxAAAAGZwf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAQUCf//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQMBAT8Bf//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQIBAT8Bf//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEABj8Cf//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAT8hf//aAAwDAQACAAMAAAAQA//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQMBAT8Qf//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQIBAT8Qf//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAT8Qf//Z",
            [UInt8](repeating: 90, count: 6)),
        Sample(
            "BMP, 24 bits, 96 ppi, which says nothing",
            "Qk1OAAAAAAAAADYAAAAoAAAAAwAAAAIAAAABABgAAAAAABgAAADEDgAAxA4AAAAAAAAAAAAA////AAAAZGRkAAAAAAD/AP8A/wAAAAAA",
            luma),
        Sample(
            "BMP, 1 bit",
            "Qk1GAAAAAAAAAD4AAAAoAAAAAwAAAAIAAAABAAEAAAAAAAgAAADEDgAAxA4AAAIAAAACAAAAAAAAAP///wCgAAAAQAAAAA==",
            bits),
        Sample(
            "BMP, 32 bits",
            "Qk1OAAAAAAAAADYAAAAoAAAAAwAAAAIAAAABACAAAAAAABgAAADEDgAAxA4AAAAAAAAAAAAA/////wAAAP9kZGT/AAD//wD/AP//AAD/",
            luma),
        Sample("PGM, raw", Data("P5 3 2 255\n".utf8) + grey, grey),
        Sample("PGM, raw, 16 bits", Data("P5\n3 2\n65535\n".utf8) + grey.flatMap { [$0, $0] }, grey),
        Sample(
            "PGM, plain, with a comment", Data("P2 # by hand\n3 2\n# white is\n255\n0 64 128\n192 255 10".utf8), grey),
    ]

    static let jpegForPrint = Sample(
        "JPEG, CMYK",
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAIBgYHBgUIBwcHCQkICgwUDQwLCwwZEhMPFB0aHx4dGhwcICQuJyAiLCMcHCg3KSwwMTQ0NB8nOT04MjwuMzQy/8AAFAgAAgADBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwDpa6Wulrpa/9k=",
        [])

    /// States 65,535 pixels on each side and holds none.
    static let vast = Sample(
        "PNG, vast",
        "iVBORw0KGgoAAAANSUhEUgAA//8AAP//CAAAAACTboaMAAAACElEQVR4nAMAAAAAAUgGidIAAAAASUVORK5CYII=",
        [])

    /// States 60,000 x 1,000 pixels and holds 2,000.
    static let bomb = Sample(
        "PNG, a bomb",
        "iVBORw0KGgoAAAANSUhEUgAA6mAAAAPoCAAAAADBYl/vAAAAF0lEQVR4nGNgGAWjYBSMglEwCkbBUAcAB9AAAZt5yW8AAAAASUVORK5CYII=",
        [])
}
