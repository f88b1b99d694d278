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
        // Every other person is on the list; one more waits for the change in step 6.
        let chosen = stride(from: 0, to: persons.count, by: 2).map { persons[$0] }
        listed = Set(chosen.map(\.name))
        guard persons.count >= 2 else {
            throw Fault(.demoPrints, "fewer than two persons can be enrolled; give better prints")
        }
        let pictures = try chosen.flatMap { person in try person.fingers.map { try writeForHub(person, $0) } }
        try await hub.run(["enrol-prints", "--list", "interpol", "--notice", "red"] + pictures)
        console.note(
            "\(listed.count) persons enrolled from one impression of each finger, list 'interpol' signed and published")
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

    /// The centre enrols the impression of the best quality, as an examiner would; a person with a finger
    /// that has no usable one is left out.
    private func chooseImpressions() {
        console.note("choosing the best impression of each finger")
        let extractor = TemplateExtractor()
        for finger in persons.flatMap(\.fingers) {
            let judged = finger.impressions.compactMap { impression in
                (try? extractor.extract(impression.image)).map { (impression, quality: $0.quality.value) }
            }
            enrolled[finger.name] = judged.max { $0.quality < $1.quality }?.0
        }
        let isOut = { (person: DemoPrints.Person) in person.fingers.contains { self.enrolled[$0.name] == nil } }
        for person in persons where isOut(person) {
            console.note("\(person.name) is left out: a finger has no impression that can be enrolled")
        }
        persons.removeAll(where: isOut)
    }

    /// The picture as a file that the hub can read, named so that the record is called as the person.
    func writeForHub(_ person: DemoPrints.Person, _ finger: DemoPrints.Finger) throws -> String {
        guard let impression = enrolled[finger.name] else {
            throw Fault(.demoPrints, "finger \(finger.name) is missing")
        }
        let folder = work.appending(path: "enrolment")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let name = finger.position == .unknown ? impression.name : "\(person.name)_\(finger.position)"
        let file = folder.appending(path: "\(name).png")
        try Data(ImageFile.pngBytes(of: impression.image)).write(to: file)
        return file.path
    }
}
