import DeviceIdentity
import Emulators
import Fingerprint
import Foundation
import Ground
import Imaging
import Station

// What must be true at the end.
extension DemoRun {
    private struct ReceivedHit: Decodable { let identifier: String }

    func checkReceipts() async throws {
        console.step(7, "Every hit is at the centre exactly once")
        _ = try await wait("the outbox to drain", seconds: 90) { try self.depth() == 0 ? true : nil }
        let received = try await hub.json([ReceivedHit].self, ["hits"]).map(\.identifier)
        let missing = items.filter { !received.contains($0.description) }
        report.itemsQueued = received.count
        report.itemsUploaded = received.count
        report.itemsReceipted = received.count
        if !missing.isEmpty { fail("hits that never arrived: \(missing.map(\.description).joined(separator: ", "))") }
        if Set(received).count != received.count { fail("a hit was received twice") }
        console.note(
            "\(items.count) answers with a hit, \(received.count) hits at the centre, none missing, none twice")
        for name in ["ridgelined", "ridgeline-link", "ridgeline-hub"] {
            let count = await supervisor.restarts(of: name)
            if count > 0 { report.restarts[name] = count }
        }
    }

    func searchForTraces() async throws {
        console.step(9, "A non-hit leaves no trace: searching the device's disk and journals")
        var search = TraceSearch()
        let extractor = TemplateExtractor()
        let reader = EmulatedURU4000()
        for presentation in report.presentations where presentation.answer.item == nil {
            for impression in presentation.shown {
                let picture = try reader.delivered(for: impression.image)
                search.add(picture: picture, name: impression.name)
                guard let extraction = try? extractor.extract(picture) else { continue }
                search.add(template: extraction.template.withBytes { Array($0) }, name: impression.name)
            }
        }
        try proveSearchWorks(search)
        var bytes = 0
        var traces = try search.search(below: state.root, bytes: &bytes)
        traces.formUnion(try search.search(below: work.appending(path: "journal"), bytes: &bytes))
        for trace in traces { fail("bytes of \(trace.of) in \(trace.file)") }
        console.note("\(search.count) windows of non-hit prints and templates in \(bytes) bytes: \(traces.count) found")
    }

    /// A search that cannot find proves nothing: the same search must find a planted print.
    private func proveSearchWorks(_ search: TraceSearch) throws {
        guard let passed = report.presentations.first(where: { $0.answer.item == nil }) else { return }
        let folder = work.appending(path: "planted")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let picture = try EmulatedURU4000().delivered(for: passed.shown[0].image)
        try Data(picture.withPixels { Array($0) }).write(to: folder.appending(path: "print"))
        var bytes = 0
        if try search.search(below: folder, bytes: &bytes).isEmpty { fail("the search does not find a planted print") }
        try FileManager.default.removeItem(at: folder)
    }
}
