import Checkout
import Foundation

/// Records that other programs wrote.
enum Samples {
    static let folder = Checkout.data.appending(path: "interchange")

    static var areHere: Bool { FileManager.default.fileExists(atPath: folder.path) }

    static func bytes(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: folder.appendingPathComponent(name)))
    }
}
