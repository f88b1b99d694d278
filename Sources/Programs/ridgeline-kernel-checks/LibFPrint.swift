import Foundation
import Glibc

/// The few calls of libfprint 2 that take a picture, found at run time: it is no part of the product.
enum LibFPrint {
    struct Picture: Sendable {
        let width: Int
        let height: Int
        let pixels: [UInt8]
    }

    private typealias Object = UnsafeMutableRawPointer
    private struct Array {
        let data: UnsafePointer<Object>?
        let count: UInt32
    }
    private typealias New = @convention(c) () -> Object?
    private typealias Get = @convention(c) (Object) -> Object?
    private typealias Size = @convention(c) (Object) -> UInt32
    private typealias Pixels = @convention(c) (Object, UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>?
    private typealias Sync = @convention(c) (Object, Object?, UnsafeMutablePointer<Object?>) -> Int32
    private typealias Capture = @convention(c) (Object, Int32, Object?, UnsafeMutablePointer<Object?>) -> Object?

    /// Takes one picture with the first reader it finds. Its calls wait, so they have a thread of their own.
    static func capture() async throws -> Picture {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try captureNow() }) }.start()
        }
    }

    private static func captureNow() throws -> Picture {
        guard let library = dlopen("libfprint-2.so.2", RTLD_NOW) else {
            throw CheckFailure("libfprint-2-2 is not installed")
        }
        func symbol<F>(_ name: String, _: F.Type) throws -> F {
            guard let found = dlsym(library, name) else { throw CheckFailure("libfprint has no \(name)") }
            return unsafeBitCast(found, to: F.self)
        }
        var error: Object?
        guard let context = try symbol("fp_context_new", New.self)(),
            let list = try symbol("fp_context_get_devices", Get.self)(context)
        else { throw CheckFailure("libfprint does not start") }
        let devices = list.assumingMemoryBound(to: Array.self).pointee
        guard devices.count > 0, let device = devices.data?.pointee else {
            throw CheckFailure("libfprint finds no reader")
        }
        guard try symbol("fp_device_open_sync", Sync.self)(device, nil, &error) != 0 else {
            throw CheckFailure("libfprint cannot open the reader: \(message(error))")
        }
        guard let image = try symbol("fp_device_capture_sync", Capture.self)(device, 1, nil, &error) else {
            throw CheckFailure("libfprint takes no picture: \(message(error))")
        }
        var count = 0
        guard let data = try symbol("fp_image_get_data", Pixels.self)(image, &count) else {
            throw CheckFailure("libfprint's picture is empty")
        }
        let picture = Picture(
            width: Int(try symbol("fp_image_get_width", Size.self)(image)),
            height: Int(try symbol("fp_image_get_height", Size.self)(image)),
            pixels: [UInt8](UnsafeBufferPointer(start: data, count: count)))
        _ = try symbol("fp_device_close_sync", Sync.self)(device, nil, &error)
        return picture
    }

    /// A GError: a quark, a code, and the message behind them.
    private static func message(_ error: Object?) -> String {
        error?.load(fromByteOffset: 8, as: UnsafePointer<CChar>?.self).map { String(cString: $0) } ?? "no reason given"
    }
}
