import Fingerprint
import Foundation
import Ground
import Imaging

// The centre: it enrols, publishes and serves.
extension DemoRun {
    func startHub() async throws -> NetworkRelay {
        console.step(1, "The centre starts and publishes a list")
        try FileManager.default.createDirectory(at: work.appending(path: "journal"), withIntermediateDirectories: true)
        try await hub.run(["init", "--name", "Demo centre"])
        // Every other finger is on the list; one more waits for the change in step 8.
        for (index, finger) in prints.fingers.enumerated() {
            let best = try bestImpression(of: finger)
            enrolled[finger.name] = best
            if index.isMultiple(of: 2) { listed.insert(finger.name) }
        }
        let pictures = try listed.sorted().map(writeForHub)
        try await hub.run(["enrol-prints", "--list", "interpol", "--notice", "red"] + pictures)
        console.note("\(listed.count) persons enrolled from one impression each, list 'interpol' signed and published")
        try await supervisor.start(launch("ridgeline-hub", ["serve", "--data", hubData.path]))
        let ports = try await waitForPorts()
        let relay = try await NetworkRelay(target: ports.device)
        console.note("serving on loopback: enrolment port \(ports.enrolment), device port \(ports.device)")
        return relay
    }

    private struct Ports: Decodable { let enrolment, device: Int }

    private func waitForPorts() async throws -> Ports {
        let file = hubData.appending(path: "ports.json")
        return try await wait("the hub to listen", seconds: 30) {
            (try? Data(contentsOf: file)).flatMap { try? JSONDecoder().decode(Ports.self, from: $0) }
        }
    }

    /// The centre enrols the impression of the best quality, as an examiner would.
    private func bestImpression(of finger: DemoPrints.Finger) throws -> DemoPrints.Impression {
        let extractor = TemplateExtractor()
        let judged = finger.impressions.map { impression in
            (impression, quality: (try? extractor.extract(impression.image)).map { Int($0.quality.value) } ?? -1)
        }
        guard let best = judged.max(by: { $0.quality < $1.quality }), best.quality >= 0 else {
            throw Fault("demo.prints", "no impression of finger \(finger.name) can be enrolled; leave it out")
        }
        return best.0
    }

    /// The picture as a file that the hub can read, named so that the record is called as the finger.
    func writeForHub(finger: String) throws -> String {
        guard let impression = enrolled[finger] else { throw Fault("demo.prints", "finger \(finger) is missing") }
        let folder = work.appending(path: "enrolment")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "\(impression.name).png")
        try Data(ImageFile.pngBytes(of: impression.image)).write(to: file)
        return file.path
    }
}
