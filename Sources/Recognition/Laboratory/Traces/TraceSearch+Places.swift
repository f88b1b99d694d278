public import Foundation
public import Ground

extension TraceSearch {
    /// Searches a file, or every file below a folder.
    ///
    /// - Parameter total: counts the bytes that were read.
    public func search(below place: URL, bytes total: inout Int) throws -> Set<Trace> {
        var traces: Set<Trace> = []
        let below = FileManager.default.enumerator(at: place, includingPropertiesForKeys: [.isRegularFileKey])
        var next: URL? = place
        while let file = next {
            next = below?.nextObject() as? URL
            guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            guard let data = try? Data(contentsOf: file) else { continue }  // gone meanwhile
            total += data.count
            for name in data.withUnsafeBytes(found).keys { traces.insert(Trace(place: file.path, of: name)) }
        }
        return traces
    }

    /// Searches all that a running process could leave in a core image: every mapping it may write to, proc(5).
    ///
    /// - Parameters:
    ///   - process: its number.
    ///   - name: how the process is called in what is found.
    ///   - total: counts the bytes that were read.
    /// - Throws: ``Fault`` `trace.memory` when the process is not there or its memory may not be read: daemons forbid it to
    ///   all but root.
    public func search(memoryOf process: Int32, called name: String, bytes total: inout Int) throws(Fault) -> Set<Trace>
    {
        let descriptor = open("/proc/\(process)/mem", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, let maps = KernelText.read("/proc/\(process)/maps") else {
            if descriptor >= 0 { close(descriptor) }
            throw Fault(.traceMemory, "cannot read the memory of \(name); only root may, and only while it runs")
        }
        defer { close(descriptor) }
        var traces: Set<Trace> = []
        let part = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { part.deallocate() }
        for mapping in maps.split(separator: "\n") {
            let fields = mapping.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            let range = fields[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard fields.count >= 2, range.count == 2, fields[1].hasPrefix("rw") else { continue }
            let what = fields.count > 5 ? fields[5].trimmingCharacters(in: .whitespaces) : "anonymous"
            var start = range[0]
            while start < range[1] {
                let read = pread(descriptor, part.baseAddress, min(part.count, Int(range[1] - start)), off_t(start))
                guard read > 0 else { break }  // unmapped meanwhile
                total += read
                for (of, offset) in found(in: UnsafeRawBufferPointer(rebasing: part[..<read])) {
                    let address = String(start + UInt64(offset), radix: 16)
                    traces.insert(Trace(place: "memory of \(name), \(what), at \(address)", of: of))
                }
                // What lies across the end of this part is found in the next.
                start +=
                    UInt64(read) - (start + UInt64(read) < range[1] && read > Self.window ? UInt64(Self.window) : 0)
            }
        }
        return traces
    }
}
