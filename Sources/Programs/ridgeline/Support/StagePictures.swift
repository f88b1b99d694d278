import Fingerprint
import Foundation
import Ground
import Imaging

/// Makes a grey picture of each of the extractor's intermediates.
final class StagePictures: StageObserver {
    private var pictures: [(stage: Stage, image: GrayImage)] = []

    func observe(_ stage: Stage, width: Int, height: Int, values: [Float]) {
        pictures.append((stage, stage.picture(width: width, height: height, values: values)))
    }

    /// Writes `<number>-<stage>.png` for each, in the order they were made.
    func write(to folder: URL) throws {
        try Folder.make(folder)
        for (index, picture) in pictures.enumerated() {
            let name = "\(index + 1)-\(picture.stage.rawValue).png"
            try DurableFile.write(
                ImageFile.pngBytes(of: picture.image), to: folder.appendingPathComponent(name), permissions: 0o600)
        }
    }
}
