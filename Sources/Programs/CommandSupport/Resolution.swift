package import ArgumentParser

/// The option `--ppi`, the same for every command that reads pictures.
package struct Resolution: ParsableArguments {
    @Option(
        name: .customLong("ppi"),
        help: "The pictures' resolution in pixels per inch (100 to 2000); overrides what the files state.")
    package var pixelsPerInch: Double?

    package init() {}

    package func validate() throws {
        guard let pixelsPerInch, !(100...2000).contains(pixelsPerInch) else { return }
        throw ValidationError("--ppi is \(pixelsPerInch), but must lie between 100 and 2000")
    }
}
