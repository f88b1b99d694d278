import ArgumentParser

/// The option `--ppi`, the same for every command that reads pictures.
struct Resolution: ParsableArguments {
    @Option(
        name: .customLong("ppi"),
        help: "The pictures' resolution in pixels per inch, whatever the files say (100 to 2000).")
    var pixelsPerInch: Double?

    func validate() throws {
        guard let pixelsPerInch, !(100...2000).contains(pixelsPerInch) else { return }
        throw ValidationError("--ppi is \(pixelsPerInch), but must lie between 100 and 2000")
    }
}
