import ArgumentParser
import Foundation
import Ground
import VendorProcess

/// `ridgeline-example-reader`: an example of a vendor's reader process, started with its socket as descriptor 3.
@main
struct RidgelineExampleReader: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ridgeline-example-reader", abstract: "An example of a vendor's reader process.",
        discussion: """
            Serves pictures over a socket as docs/vendor-readers.md describes. Started by ridgelined, by
            `ridgeline conform-reader`, or by systemd with Accept=yes, which all hand it its socket as descriptor 3.

            EXAMPLES
              ridgeline conform-reader ./ridgeline-example-reader
              RIDGELINED_READER=vendor:/usr/libexec/ridgeline-example-reader ridgelined

            Exit status: 0 when the other side hangs up, 1 when it does not keep to the protocol, 2 for wrong usage.
            """)

    @Option(help: "A folder of pictures at 500 ppi; without it, synthetic prints.")
    var prints: String?

    func run() async throws {
        let socket = VendorSocket.inherited
        let reader = ExampleReader(try ExampleGlass(folder: prints), on: socket)
        // Requests are small: a station sends no frames.
        while let request = try VendorStream.read(from: socket, mostPixels: { 0 }) {
            guard await reader.handle(request) else { break }
        }
    }
}
