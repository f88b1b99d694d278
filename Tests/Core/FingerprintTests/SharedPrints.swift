import Checkout
import Foundation
import Imaging

/// The pictures of others that extractor and matcher are measured with.
enum SharedPrints {
    private static let folder = Checkout.data.appending(path: "fingerprints")

    /// The sets of readers at 500 pixels per inch; SOCOFing has some 165, less than a template can be made of. Empty where
    /// they are not at hand.
    static let sets = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? [])
        .filter { $0 != "SOCOFing" }

    static func names(of set: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: set).path)
            .filter { $0.hasSuffix(".png") }.sorted()
    }

    static func image(_ set: String, _ name: String) throws -> GrayImage {
        try ImageFile.read(folder.appending(path: set).appending(path: name)).stated(pixelsPerInch: 500)
    }
}
