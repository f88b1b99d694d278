public import Foundation
public import Ground

/// Picture files: PNG, JPEG, PGM and BMP in, PNG and PGM out. The format is told by the content, not by the name.
///
/// Total over any input: a typed error, in bounded time and memory, with the size checked before pixels are allocated.
public enum ImageFile {
    /// Pixels.
    public static let mostPixels = 64 << 20
    /// Bytes.
    public static let mostBytes = 256 << 20

    /// Decodes a picture; colours become grey (ITU-R BT.601 luma), 16 bits become 8, what is transparent lies on white.
    ///
    /// - Parameter pixelsPerInch: what the resolution is, whatever the file states; nil believes the file.
    /// - Throws: ``Fault`` `image.unknown`, `image.broken`, `image.unsupported`, `image.tooLarge`, or `image.resolution`
    ///   where the file states one that cannot be honoured.
    public static func read(_ file: some ContiguousBytes, pixelsPerInch: Double? = nil) throws(Fault) -> GrayImage {
        let result: Result<GrayImage, Fault> = file.withUnsafeBytes { raw in
            Result { () throws(Fault) in try decode(raw.bindMemory(to: UInt8.self), pixelsPerInch) }
        }
        return try result.get()
    }

    /// Reads and decodes a file.
    ///
    /// - Throws: as for bytes, and the faults of ``DurableFile/read(_:limit:)``; the message names the file.
    public static func read(_ url: URL, pixelsPerInch: Double? = nil) throws(Fault) -> GrayImage {
        let bytes = try DurableFile.read(url, limit: mostBytes)
        do { return try read(bytes, pixelsPerInch: pixelsPerInch) } catch {
            throw Fault(error.code, "\(url.path): \(error.message)")
        }
    }

    /// Whether a file begins as a picture of ours does, whatever it is called.
    ///
    /// - Throws: ``Fault`` `disk.…`.
    public static func begins(_ url: URL) throws(Fault) -> Bool {
        let file = FileHandle(fileDescriptor: try DurableFile.openToRead(url), closeOnDealloc: true)
        let head: Data
        do { head = try file.read(upToCount: 16) ?? Data() } catch {
            throw Fault(.diskRead, "cannot read \(url.path); check the disk", cause: error)
        }
        return head.withUnsafeBytes { recognises($0.bindMemory(to: UInt8.self)) }
    }

    private static func recognises(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        PNG.recognises(bytes) || JPEG.recognises(bytes) || PGM.recognises(bytes) || BMP.recognises(bytes)
    }

    /// The picture as an 8-bit grey PNG that states the resolution, where it is known.
    ///
    /// - Throws: ``Fault`` `image.empty` for a picture without pixels, `image.memory`.
    public static func pngBytes(of image: GrayImage) throws(Fault) -> [UInt8] {
        try png(of: image).withBytes { Array($0) }
    }

    /// The same PNG in wiping memory, for prints: without loss, and much smaller than the pixels.
    ///
    ///     let picture = try ImageFile.png(of: image.window(of: extraction.area))
    ///
    /// - Throws: as ``pngBytes(of:)``.
    public static func png(of image: GrayImage) throws(Fault) -> WipingBytes { try PNG.encode(image) }

    /// Decodes a picture that lies in wiping memory.
    ///
    /// - Throws: as for other bytes.
    public static func read(_ file: WipingBytes, pixelsPerInch: Double? = nil) throws(Fault) -> GrayImage {
        try file.withBytes { (bytes) throws(Fault) in try decode(bytes, pixelsPerInch) }
    }

    /// The picture as a binary PGM (P5); the resolution is lost, as the format has no place for it.
    public static func pgmBytes(of image: GrayImage) -> [UInt8] { PGM.encode(image) }

    private static func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, _ pixelsPerInch: Double?
    ) throws(Fault) -> GrayImage {
        guard bytes.count <= mostBytes else {
            throw Fault(.imageTooLarge, "the picture has \(bytes.count) bytes, more than the \(mostBytes) allowed")
        }
        if PNG.recognises(bytes) { return try PNG.decode(bytes, pixelsPerInch: pixelsPerInch) }
        if JPEG.recognises(bytes) { return try JPEG.decode(bytes, pixelsPerInch: pixelsPerInch) }
        if PGM.recognises(bytes) { return try PGM.decode(bytes, pixelsPerInch: pixelsPerInch) }
        if BMP.recognises(bytes) { return try BMP.decode(bytes, pixelsPerInch: pixelsPerInch) }
        throw Fault(.imageUnknown, "the file is no picture that we read; convert it to PNG, JPEG, PGM or BMP")
    }
}
