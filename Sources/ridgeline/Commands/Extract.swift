import ArgumentParser
import Fingerprint
import Foundation
import Ground
import Imaging
import Interchange

struct Extract: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a template from a picture of a print.",
        discussion: """
            Writes an ISO/IEC 19794-2:2005 finger minutiae record, which other systems read, or with --format ridgeline
            the template as the device keeps it. The file is readable by its owner only.

            EXAMPLES
              ridgeline extract 101_1.png --output 101_1.fmr
              ridgeline extract scan.bmp --ppi 512 --format ridgeline --output scan.rlt --json
              ridgeline extract 101_1.png --output 101_1.fmr --stages stages    (one PNG per step of the extractor)
            """)

    /// What to write.
    enum Format: String, ExpressibleByArgument, CaseIterable { case iso, ridgeline }

    @Argument(help: "The picture: PNG, JPEG, PGM or BMP.")
    var image: String

    @Option(help: ArgumentHelp("Where to write the template.", valueName: "file"))
    var output: String

    @Option(help: "iso (ISO/IEC 19794-2:2005) or ridgeline.")
    var format = Format.iso

    @OptionGroup var resolution: Resolution

    @Option(help: ArgumentHelp("A folder for the pictures that the extractor's steps make.", valueName: "dir"))
    var stages: String?

    @Flag(
        help: "Print {\"bytes\":n,\"height\":n,\"minutiae\":n,\"quality\":n,\"width\":n}; sides in pixels at 500 ppi.")
    var json = false
}
