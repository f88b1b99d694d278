import Capture
import Foundation
import Ground
import Imaging
import Synchronization
import SyntheticPrints
import VendorProcess

/// A glass on which prints appear and vanish by themselves.
final class ExampleGlass: Sendable {
    private static let pause = Duration.milliseconds(300)

    let description: VendorDescription
    private let files: [URL]
    private let next = Mutex(0)

    /// - Parameter folder: of pictures at 500 ppi; nil for synthetic prints.
    init(folder: String?) throws {
        files = try folder.map(Self.pictures) ?? []
        guard folder == nil || !files.isEmpty else {
            throw Fault(.imageMissing, "the folder has no pictures; give another")
        }
        description = try VendorDescription(
            ReaderIdentity(name: "example:1", model: "Ridgeline example", width: 400, height: 400, pixelsPerInch: 500))
    }

    /// The print on the glass.
    func print() throws -> GrayImage {
        let number = next.withLock { $0 }
        let print =
            files.isEmpty
            ? SyntheticPrints.impression(finger: 1 + number, impression: 1, seed: 1).image
            : try ImageFile.read(files[number % files.count])
        return print.centred(width: 400, height: 400)
    }

    func place() async { try? await Task.sleep(for: Self.pause) }

    func lift() async {
        guard (try? await Task.sleep(for: Self.pause)) != nil else { return }
        next.withLock { $0 += 1 }
    }

    private static func pictures(in folder: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: URL(filePath: folder), includingPropertiesForKeys: nil)
            .filter { ["png", "bmp", "pgm"].contains($0.pathExtension) }.sorted { $0.path < $1.path }
    }
}
