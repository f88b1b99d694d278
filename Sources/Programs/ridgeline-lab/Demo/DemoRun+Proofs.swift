import DeviceIdentity
import Emulators
import Fingerprint
import Foundation
import Ground
import Imaging
import Laboratory
import Station

// What must be true at the end.
extension DemoRun {
    private struct ReceivedHit: Decodable { let identifier: String }

    func checkReceipts() async throws {
        console.step(7, "Every hit is at the centre exactly once")
        _ = try await wait("the outbox to drain", seconds: 90) { try self.depth() == 0 ? true : nil }
        let received = try await hub.json([ReceivedHit].self, ["hits"]).map(\.identifier)
        let missing = items.filter { !received.contains($0.description) }
        // An item leaves the outbox only by a receipt that verifies, so what is not there any more was receipted.
        let waiting = try depth()
        report.itemsUploaded = received.count
        report.itemsReceipted = received.count - waiting
        report.itemsQueued = received.count + waiting
        report.bytesSynced = try syncedBytes()
        if !missing.isEmpty { fail("hits that never arrived: \(missing.map(\.description).joined(separator: ", "))") }
        if Set(received).count != received.count { fail("a hit was received twice") }
        console.note(
            "\(items.count) answers with a hit, \(received.count) hits at the centre, none missing, none twice")
        for name in ["ridgelined", "ridgeline-link", "ridgeline-hub"] {
            let count = await supervisor.restarts(of: name)
            if count > 0 { report.restarts[name] = count }
        }
    }

    /// What the link says in its journal that it has fetched.
    private func syncedBytes() throws -> Int {
        struct Event: Decodable { let message, bytes: String? }
        let journal = try String(contentsOf: work.appending(path: "journal/ridgeline-link.log"), encoding: .utf8)
        return journal.split(separator: "\n").reduce(0) { sum, line in
            let event = try? JSONDecoder().decode(Event.self, from: Data(line.utf8))
            return sum + (event?.message == "lists synced" ? event?.bytes.flatMap(Int.init) ?? 0 : 0)
        }
    }

    /// Searches disk, journals and the memory of the running daemons, as a thief or a core dump would have them.
    func searchForTraces() async throws {
        console.step(8, "A non-hit leaves no trace: searching the device's disk, journals and memory")
        // The last traveller is nobody whom anybody looks for: nothing of an earlier one may be left either.
        if let last = persons.last(where: { !listed.contains($0.name) }) { try await present(last) }
        _ = try await wait("the outbox to drain", seconds: 90) { try self.depth() == 0 ? true : nil }
        // Hits too: once they are receipted, only the centre has them. The lists' templates, which the station has in
        // clear to search them, are of other impressions.
        var presented = TraceSearch()
        let shown = report.presentations.flatMap(\.shown).map { ($0.name, $0) }
        for impression in Dictionary(shown, uniquingKeysWith: { $1 }).values {
            try addTraces(of: impression, to: &presented)
        }
        try await proveSearchWorks(presented)
        // What the disk and the link may not hold either: whom the centre looks for.
        var secret = presented
        for person in persons { secret.add(text: person.name) }
        for impression in enrolled.values {
            try addTraces(of: impression, to: &secret)
        }
        var bytes = 0
        var traces = try secret.search(below: state.root, bytes: &bytes)
        for name in ["ridgelined", "ridgeline-link"] {
            let journal = work.appending(path: "journal/\(name).log")
            traces.formUnion(try secret.search(below: journal, bytes: &bytes))
        }
        traces.formUnion(try secret.search(below: exported, bytes: &bytes))
        console.note(
            "\(secret.count) windows of prints, templates and names in \(bytes) bytes of disk, journals and files by hand"
        )
        let inFiles = traces.count
        bytes = 0
        var coreBytes = 0
        do {
            for (name, search) in [("ridgelined", presented), ("ridgeline-link", secret)] {
                guard let process = await supervisor.processIdentifier(of: name) else { continue }
                traces.formUnion(try search.search(memoryOf: process, called: name, bytes: &bytes))
                if let core = try await coreImage(of: process, called: name) {
                    defer { try? FileManager.default.removeItem(at: core) }
                    traces.formUnion(try search.search(below: core, bytes: &coreBytes))
                }
            }
            console.note("the same in \(bytes) bytes of the daemons' memory: \(traces.count - inFiles) found")
            console.note(
                coreBytes > 0
                    ? "and in \(coreBytes) bytes of core images by gcore" : "no core images: gcore is not installed")
        } catch let fault as Fault where fault.code == .traceMemory {
            console.note("memory not searched: \(fault.message)")
        }
        for trace in traces.sorted(by: { $0.place < $1.place }) { fail("bytes of \(trace.of) in \(trace.place)") }
    }

    /// The print as the reader delivered it, also as its sensor sees it (light ridges, upside down), and its template.
    private func addTraces(of impression: DemoPrints.Impression, to search: inout TraceSearch) throws {
        search.add(picture: impression.image, name: "the picture on the glass, \(impression.name)")
        let picture = try EmulatedURU4000().delivered(for: impression.image)
        search.add(picture: picture, name: "the print \(impression.name)")
        search.add(
            picture: try picture.resampled(toPixelsPerInch: 500), name: "the print at 500 ppi, \(impression.name)")
        let pixels = picture.withPixels { $0.map { 255 - $0 } }
        for sensed in [pixels, pixels.reversed()] {
            let field = GrayImage(width: picture.width, height: picture.height, pixelsPerInch: nil, pixels: sensed)
            search.add(picture: field, name: "the sensor's picture of \(impression.name)")
        }
        guard let extraction = try? TemplateExtractor().extract(picture) else { return }
        search.add(template: extraction.template.withBytes { Array($0) }, name: "the template of \(impression.name)")
        // As the hit carries it; the first bytes of a PNG are those of any other.
        let png = try CroppedProbe(picture, extraction, pixelsPerInch: picture.pixelsPerInch ?? 500).png
        search.add(
            template: png.withBytes { Array($0.dropFirst(64).prefix(4096)) },
            name: "the compressed picture of \(impression.name)")
        // As the extractor has them in its arrays.
        let minutiae = extraction.template.minutiae.withUnsafeBytes { Array($0) }
        search.add(template: minutiae, name: "the minutiae of \(impression.name)")
    }

    /// A search that cannot find proves nothing: the same search must find a planted print, on the disk and in memory.
    private func proveSearchWorks(_ search: TraceSearch) async throws {
        guard let passed = report.presentations.first(where: { $0.answer.item == nil }) else { return }
        let folder = work.appending(path: "planted")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let picture = try EmulatedURU4000().delivered(for: passed.shown[0].image)
        try Data(picture.withPixels { Array($0) }).write(to: folder.appending(path: "print"))
        var bytes = 0
        if try search.search(below: folder, bytes: &bytes).isEmpty { fail("the search does not find a planted print") }
        try FileManager.default.removeItem(at: folder)
        // This process has the picture in its memory at this moment.
        let own = try search.search(memoryOf: getpid(), called: "the demo", bytes: &bytes)
        if own.isEmpty { fail("the search does not find a print in the demo's own memory") }
        if let core = try await coreImage(of: getpid(), called: "ridgeline") {
            defer { try? FileManager.default.removeItem(at: core) }
            if try search.search(below: core, bytes: &bytes).isEmpty {
                fail("the search does not find a print in the demo's own core image")
            }
        }
        withExtendedLifetime(picture) {}
    }
}
