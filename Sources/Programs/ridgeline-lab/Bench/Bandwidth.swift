import Foundation
import Ground
import Operations

/// What this machine does with bytes that nobody looks at: the measure for everything else.
enum Bandwidth {
    /// Megabytes per second of a new file, written and flushed.
    static func disk(bytes: Int, in folder: URL) throws -> Double {
        let file = folder.appending(path: "bandwidth")
        defer { try? FileManager.default.removeItem(at: file) }
        let piece = [UInt8](repeating: 0xA5, count: 1 << 20)
        let pieces = max(1, bytes >> 20)
        let time = try ContinuousClock().measure {
            try DurableFile.write(to: file) { (append: ([UInt8]) throws(Fault) -> Void) throws(Fault) in
                for _ in 0..<pieces { try append(piece) }
            }
        }
        return Double(pieces) * 1.048576 / (time / .seconds(1))
    }

    /// Megabytes per second of a copy in memory, by a core that does nothing else.
    static func memory(bytes: Int) -> Double {
        let from = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 64)
        let to = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 64)
        defer {
            from.deallocate()
            to.deallocate()
        }
        // Touched first: a page that was never written costs more than its copy.
        from.initializeMemory(as: UInt8.self, repeating: 1)
        to.initializeMemory(as: UInt8.self, repeating: 2)
        let start = ProcessorTime.seconds
        for _ in 0..<4 { to.copyMemory(from: UnsafeRawBufferPointer(from)) }
        return Double(4 * bytes) / 1e6 / (ProcessorTime.seconds - start)
    }
}

/// This process's resident memory, in kilobytes, as Linux tells it.
enum ResidentMemory {
    /// Forgets the peak so far.
    ///
    /// - Returns: what is resident now.
    static func restartPeak() -> Int {
        // What was freed and is still held would hide what is needed anew.
        FreedMemory.giveBack()
        try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
        return line("VmRSS:")
    }

    static func now() -> Int { line("VmRSS:") }

    static func peak() -> Int { line("VmHWM:") }

    private static func line(_ name: String) -> Int {
        let status = KernelText.read("/proc/self/status") ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }
}

/// Seconds that this process has computed, on all its threads.
enum ProcessorTime {
    static var seconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
