import Fingerprint
import Foundation
import Ground
import Imaging

// The centre: it enrols, publishes and serves.
extension DemoRun {
    func startHub() async throws -> NetworkRelay {
        console.step(1, "The centre starts and publishes a list")
        try FileManager.default.createDirectory(at: work.appending(path: "journal"), withIntermediateDirectories: true)
        try await hub.run(["init", "--name", "Demo centre", "--safe-to", work.appending(path: "safe").path])
        chooseImpressions()
        // Every other finger is on the list; one more waits for the change in step 6.
        for index in stride(from: 0, to: fingers.count, by: 2) { listed.insert(fingers[index].name) }
        guard fingers.count >= 2 else {
            throw Fault(.demoPrints, "fewer than two fingers can be enrolled; give better prints")
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

    /// The centre enrols the impression of the best quality, as an examiner would; a finger without a usable one is
    /// left out.
    private func chooseImpressions() {
        console.note("choosing the best impression of each finger")
        let extractor = TemplateExtractor()
        for finger in fingers {
            let judged = finger.impressions.compactMap { impression in
                (try? extractor.extract(impression.image)).map { (impression, quality: $0.quality.value) }
            }
            enrolled[finger.name] = judged.max { $0.quality < $1.quality }?.0
        }
        for finger in fingers where enrolled[finger.name] == nil {
            console.note("\(finger.name) is left out: none of its impressions can be enrolled")
        }
        fingers.removeAll { enrolled[$0.name] == nil }
    }

    /// The picture as a file that the hub can read, named so that the record is called as the finger.
    func writeForHub(finger: String) throws -> String {
        guard let impression = enrolled[finger] else { throw Fault(.demoPrints, "finger \(finger) is missing") }
        let folder = work.appending(path: "enrolment")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "\(impression.name).png")
        try Data(ImageFile.pngBytes(of: impression.image)).write(to: file)
        return file.path
    }
}
