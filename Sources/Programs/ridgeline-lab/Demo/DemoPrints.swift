import Encounters
import Fingerprint
import Foundation
import Ground
import Identification
import Imaging
import Laboratory
import SyntheticPrints

/// The prints of the demo, by person.
struct DemoPrints {
    /// One picture of one finger.
    struct Impression: Sendable {
        let name: String
        let image: GrayImage
    }
    /// A finger and its impressions, in the order of their names.
    struct Finger: Sendable {
        let name: String
        let position: FingerPosition
        var impressions: [Impression]
    }
    /// A person with the fingers that the plan asks for, in its order.
    struct Person: Sendable {
        let name: String
        let fingers: [Finger]
    }

    let persons: [Person]
    private static let seed: UInt64 = 2026

    /// Reads `<finger>_<impression>` pictures; the finger is all before the last underscore. Where the plan asks for one finger
    /// each is a person's own; else a finger's name is `<person>_<finger>`, and its place among the person's stands for its
    /// position.
    ///
    /// - Parameters:
    ///   - most: persons to take at most, spread evenly over the folder.
    ///   - pixelsPerInch: what to assume of pictures that do not say; nil for 500.
    /// - Throws: ``Fault`` `demo.prints` when fewer than two persons have two impressions of each finger or a picture is
    ///   damaged.
    init(folder: URL, plan: Plan, most: Int, pixelsPerInch: Double?) throws(Fault) {
        let byFinger = Dictionary(grouping: try PrintSet(folder: folder).prints, by: \.finger)
        let fingers = byFinger.filter { $0.value.count >= 2 }.sorted { $0.key < $1.key }
        let positions = Self.positions(plan)
        let byPerson = Dictionary(grouping: fingers) { finger in
            let end = positions.count > 1 ? finger.key.lastIndex(of: "_") : nil
            return end.map { String(finger.key[..<$0]) } ?? finger.key
        }
        let usable = byPerson.filter { $0.value.count >= positions.count }.sorted { $0.key < $1.key }
        guard usable.count >= 2 else {
            throw Fault(
                .demoPrints,
                "\(folder.path) has \(usable.count) persons with two impressions of \(positions.count) fingers; the demo needs"
                    + " two, named \(positions.count > 1 ? "person_" : "")finger_impression.png"
            )
        }
        let count = min(most, usable.count)
        persons = try (0..<count).map { index throws(Fault) in
            let (name, fingers) = usable[index * usable.count / count]
            return Person(
                name: name,
                fingers: try zip(fingers, positions).map { finger, position throws(Fault) in
                    Finger(
                        name: finger.key, position: position,
                        impressions: try finger.value.map { file throws(Fault) in
                            let image = try ImageFile.read(file.url, pixelsPerInch: pixelsPerInch)
                            return Impression(
                                name: file.name, image: image.stated(pixelsPerInch: image.pixelsPerInch ?? 500))
                        })
                })
        }
    }

    /// Prints of nobody, made on the spot; the same ones every time.
    init(synthetic count: Int, plan: Plan, impressions: Int) {
        let positions = Self.positions(plan)
        persons = (0..<count).map { person in
            let name = "synthetic\(person + 1)"
            return Person(
                name: name,
                fingers: positions.enumerated().map { place, position in
                    let number = person * positions.count + place + 1
                    let master = SyntheticPrints.master(finger: number, seed: Self.seed)
                    let finger = position == .unknown ? name : "\(name)_\(position)"
                    return Finger(
                        name: finger, position: position,
                        impressions: (1...impressions).map { impression in
                            let print = SyntheticPrints.impression(
                                finger: number, impression: impression, seed: Self.seed, of: master)
                            return Impression(name: "\(finger)_\(impression)", image: print.image)
                        })
                })
        }
    }

    /// Which fingers a plan asks for.
    static func positions(_ plan: Plan) -> [FingerPosition] {
        plan.steps.filter { $0.kind == .finger }.compactMap { FingerPosition(rawValue: $0.position) }
    }
}
