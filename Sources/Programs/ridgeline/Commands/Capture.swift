import ArgumentParser
import Capture
import Emulators
import Foundation
import Ground
import Imaging
import Readers
import SyntheticPrints

/// `ridgeline capture`: takes one picture with a reader, for trying a device out.
struct CaptureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture", abstract: "Take one fingerprint picture with a reader, or watch a camera.",
        discussion: """
            Waits for a finger, writes its picture as PNG, waits until the finger is lifted.
            With --camera: writes a still (.png is grey, .jpg in colour, .raw what the camera sent), or with --preview
            streams and keeps nothing. Pictures of faces are personal data: erase them when you are done.

            EXAMPLES
              ridgeline capture --reader 05ba:000a --output finger.png
              ridgeline capture --reader emulated --output finger.png
              ridgeline capture --reader emulated --print scan.bmp --output finger.png --json
              ridgeline capture --list
              ridgeline capture --camera auto --output face.jpg
              ridgeline capture --camera 046d:0825 --preview --stats --frames 300

            Exit status: 0 for a picture, 1 when there is none, 2 for wrong usage.
            """)

    @Option(help: "\(ReaderSetting.grammar), in hexadecimal.")
    var reader = "auto"

    @OptionGroup(title: "Cameras")
    var cameras: CameraOptions

    @Option(help: "The file to write; PNG for a finger.", completion: .file(extensions: ["png"]))
    var output: String?

    @Option(help: "The print on the emulated reader, a picture file; without it a synthetic one.", completion: .file())
    var print: String?

    @Option(help: "The scrambling seed, 0x and 8 digits; for replaying a recorded session.")
    var seed: Seed?

    @Option(help: "Seconds to wait for a finger and its picture.")
    var timeout: Double = 30

    @Flag(help: "Print a summary as JSON.")
    var json = false

    func validate() throws {
        if cameras.isChosen {
            guard reader == "auto", print == nil, seed == nil else {
                throw ValidationError("--reader, --print and --seed are for readers; leave them out, or --camera")
            }
            guard cameras.list || cameras.preview || output != nil else {
                throw ValidationError("a picture needs a place: add --output face.png, or --preview")
            }
            return
        }
        guard output != nil else { throw ValidationError("a picture needs a place: add --output finger.png") }
        guard print == nil || reader == "emulated" else {
            throw ValidationError("--print lies on an emulated reader only: add --reader emulated")
        }
        guard timeout > 0, timeout <= 3600 else { throw ValidationError("--timeout is more than 0, at most 3600") }
        do { _ = try ReaderSetting(reader) } catch { throw ValidationError(error.message) }
    }

    func run() async throws {
        guard !cameras.isChosen, let output else {
            return try await CameraCapture(options: cameras, output: output, json: json).run()
        }
        let emulated = reader == "emulated" ? EmulatedURU4000() : nil
        if let emulated { try await emulated.present(try emulatedPrint()) }
        let source = try Readers.source(of: try ReaderSetting(reader), seed: seed?.value, emulated: emulated?.bus)
        let frame = try await withTimeLimit { try await takePicture(source, emulated) }
        try DurableFile.write(try ImageFile.pngBytes(of: frame.image), to: URL(filePath: output), permissions: 0o600)
        Swift.print(try summary(of: frame, output))
    }

    private func emulatedPrint() throws(Fault) -> GrayImage {
        if let print { return try ImageFile.read(URL(filePath: print)) }
        return SyntheticPrints.impression(finger: 1, impression: 1, seed: 1).image
    }

    /// One session in the order in which readers expect it; the reader is switched off in every case.
    private func takePicture(
        _ source: any ReaderSource, _ emulated: EmulatedURU4000?
    ) async throws(Fault) -> Frame {
        let reader = try await source.take().reader
        try await reader.open()
        do throws(Fault) {
            StandardError.say("place a finger on \(reader.identity.model)")
            try await reader.awaitFinger()
            let frame = try await reader.capture()
            StandardError.say("lift the finger")
            await emulated?.lift()
            await awaitLifting(reader)
            await reader.close()
            guard let frame else {
                throw Fault(.readerNoPicture, "the finger left before its picture was taken; run the command again")
            }
            return frame
        } catch {
            await reader.close()
            throw error
        }
    }

    /// A picture that was taken is worth having, even if the finger stays for longer or the reader fails meanwhile.
    private func awaitLifting(_ reader: any FingerprintReader) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await reader.awaitFingerOff() }
            group.addTask { try? await Task.sleep(for: .seconds(5)) }
            await group.next()
            group.cancelAll()
        }
    }

    private func withTimeLimit(_ body: @escaping @Sendable () async throws -> Frame) async throws -> Frame {
        try await withThrowingTaskGroup(of: Frame.self) { group in
            group.addTask(operation: body)
            group.addTask { [timeout] in
                try await Task.sleep(for: .seconds(timeout))
                throw Fault(.readerNoFinger, "no picture within \(timeout) seconds; place a finger, or see --timeout")
            }
            defer { group.cancelAll() }
            guard let frame = try await group.next() else { throw CancellationError() }
            return frame
        }
    }

    private func summary(of frame: Frame, _ output: String) throws -> String {
        let took = (frame.decoded - frame.fingerOn) / .milliseconds(1)
        guard json else {
            return "\(output): \(frame.image.width) x \(frame.image.height) pixels from \(frame.reader.name)"
        }
        return try WireJSON.line(
            Summary(reader: frame.reader, output: output, millisecondsFromFingerToPicture: took))
    }

    private struct Summary: Encodable {
        let reader: ReaderIdentity
        let output: String
        let millisecondsFromFingerToPicture: Double
    }

    struct Seed: ExpressibleByArgument {
        let value: UInt32

        init?(argument: String) {
            guard argument.hasPrefix("0x"), let value = UInt32(argument.dropFirst(2), radix: 16) else { return nil }
            self.value = value
        }
    }
}
