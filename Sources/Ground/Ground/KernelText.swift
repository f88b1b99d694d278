import Foundation

/// A file that the kernel writes while it is read: below `/proc` or `/sys`.
///
/// Such a file states no size, and one read gives a page of it at most. Foundation takes that first page for the whole: of
/// a long `/proc/self/maps` or `mountinfo` most would be missing without a word.
public enum KernelText {
    /// Reads it to its end.
    ///
    /// ```swift
    /// let mounts = KernelText.read("/proc/self/mountinfo")
    /// ```
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - limit: how many bytes may be held; a longer file counts as not readable.
    /// - Returns: its text, or nil where it is not there, may not be read, or is longer than the limit.
    public static func read(_ path: String, limit: Int = 64 << 20) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &part, part.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0, text.count + count <= limit else { return nil }
            if count == 0 { return String(decoding: text, as: UTF8.self) }
            text += part[..<count]
        }
    }
}
