import Fingerprint
import Foundation
import Ground
import Imaging
import Laboratory
import SyntheticPrints

/// The prints of the demo, by finger.
struct DemoPrints {
    /// One picture of one finger.
    struct Impression: Sendable {
        let name: String
        let image: GrayImage
    }
    /// A finger and its impressions, in the order of their names.
    struct Finger: Sendable {
        let name: String
        var impressions: [Impression]
    }

    let fingers: [Finger]
    private static let seed: UInt64 = 2026

    /// Reads `<finger>_<impression>` pictures; the finger is all before the last underscore.
    ///
    /// - Parameters:
    ///   - most: fingers to take at most, spread evenly over the folder.
    ///   - pixelsPerInch: what to assume of pictures that do not say; nil for 500.
    /// - Throws: ``Fault`` `demo.prints` when fewer than two fingers have two impressions or a picture is damaged.
    init(folder: URL, most: Int, pixelsPerInch: Double?) throws(Fault) {
        let byFinger = Dictionary(grouping: try PrintSet(folder: folder).prints, by: \.finger)
        let usable = byFinger.filter { $0.value.count >= 2 }.sorted { $0.key < $1.key }
        guard usable.count >= 2 else {
            throw Fault(
                .demoPrints,
                "\(folder.path) has \(usable.count) fingers with two impressions; the demo needs two, named finger_impression.png"
            )
        }
        let count = min(most, usable.count)
        fingers = try (0..<count).map { index throws(Fault) in
            let (name, files) = usable[index * usable.count / count]
            return Finger(
                name: name,
                impressions: try files.map { file throws(Fault) in
                    let image = try ImageFile.read(file.url, pixelsPerInch: pixelsPerInch)
                    return Impression(
                        name: file.name, image: image.stated(pixelsPerInch: image.pixelsPerInch ?? 500))
                })
        }
    }

    /// Prints of nobody, made on the spot; the same ones every time.
    init(synthetic count: Int, impressions: Int) {
        fingers = (1...count).map { finger in
            let master = SyntheticPrints.master(finger: finger, seed: Self.seed)
            return Finger(
                name: "synthetic\(finger)",
                impressions: (1...impressions).map { impression in
                    let print = SyntheticPrints.impression(
                        finger: finger, impression: impression, seed: Self.seed, of: master)
                    return Impression(name: "synthetic\(finger)_\(impression)", image: print.image)
                })
        }
    }
}
