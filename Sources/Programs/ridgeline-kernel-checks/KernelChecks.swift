import Foundation
import Ground
import Imaging
import SyntheticPrints

/// Runs the checks one after the other and says how each went.
@main
enum KernelChecks {
    /// A check that takes longer has failed: it may hang, but not the others with it.
    static let patience = Duration.seconds(240)

    static let all: [KernelCheck] = [
        captureFromEveryReader, readersAtOnce, unpluggedInEveryState, unpluggedAtTransfers, everyFault, busyReader,
        wokenReader, deafReader, openAndClose, udevRules, foreignUSBIPClient, foreignDriver, usbCamera, usbCameraFaults,
        usbCameraUnplugged, usbCameraOpenAndClose,
    ]

    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "print", let path = arguments.dropFirst().first { return write(print: path) }
        let chosen = all.filter { check in arguments.isEmpty || arguments.contains { check.name.contains($0) } }
        var failures = 0
        for check in chosen {
            let started = ContinuousClock.now
            let outcome = await run(check)
            let seconds = started.duration(to: .now) / .seconds(1)
            let time = String(format: "%5.1f s", seconds)
            switch outcome {
            case .success(let figures): say("passed \(time)  \(check.name)\(figures.isEmpty ? "" : ": \(figures)")")
            case .failure(let error):
                failures += 1
                say("FAILED \(time)  \(check.name): \(error)")
            }
        }
        say("\(chosen.count - failures) passed, \(failures) failed")
        exit(failures == 0 && !chosen.isEmpty ? 0 : 1)
    }

    private static func run(_ check: KernelCheck) async -> Result<String, any Error> {
        await withCheckedContinuation { continuation in
            let once = Once(continuation)
            Task {
                do { once.resume(.success(try await check.run())) } catch { once.resume(.failure(error)) }
            }
            Task {
                try? await Task.sleep(for: patience)
                once.resume(.failure(CheckFailure("not done after \(patience)")))
            }
        }
    }

    /// A print of nobody, made where there is time for it: on the host, for the guest.
    private static func write(print path: String) {
        let print = SyntheticPrints.impression(finger: 1, impression: 1, seed: 1, strength: 0).image
        // Without a resolution it is laid on every glass as it is, which saves the guest the resampling.
        let image = print.withPixels {
            GrayImage(width: print.width, height: print.height, pixelsPerInch: nil, pixels: [UInt8]($0))
        }
        do {
            try DurableFile.write(try ImageFile.pngBytes(of: image), to: URL(filePath: path), permissions: 0o600)
        } catch {
            say("\(error)")
            exit(1)
        }
    }

    /// Where a check is, for whoever looks for the reason of a failure: with RIDGELINE_TRACE in the environment.
    static func trace(_ line: @autoclosure () -> String) {
        if isTracing { say("        \(start.duration(to: .now).text) " + line()) }
    }

    private static let start = ContinuousClock.now
    private static let isTracing = ProcessInfo.processInfo.environment["RIDGELINE_TRACE"] != nil

    private static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
