import Capture
import Foundation
import Glibc
import Ground
import Synchronization

/// Streams as the officer's page does, frame by frame up to the JPEG a browser gets, and measures what that takes.
struct PreviewMeter {
    let options: CameraOptions
    let json: Bool

    func run(_ camera: any Camera) async throws {
        let agreement = try await camera.open(options.wish)
        var report = Report(agreement: agreement)
        do {
            while report.frames < options.frames ?? .max {
                let frame = try await camera.nextFrame()
                report.add(frame, jpeg: try frame.jpeg())
                report.losses = frame.losses
                if options.stats, !json, report.isDue { StandardError.say(report.line) }
            }
            await camera.close()
        } catch {
            await camera.close()
            StandardError.say(report.line)
            throw error
        }
        report.end()
        print(json ? try WireJSON.line(report) : report.line)
    }

    private struct Report: Encodable {
        let agreement: CameraAgreement
        var frames = 0
        var losses = FrameLosses()
        var bytes = 0
        var seconds = 0.0
        var framesPerSecond = 0.0
        /// From the kernel's time of a frame to its JPEG.
        var meanDelayMilliseconds = 0.0
        var longestDelayMilliseconds = 0.0
        /// Of this process, in user space and in the kernel.
        var processorSeconds = 0.0
        var processorMillisecondsPerFrame = 0.0
        var processorPercentOfOneCore = 0.0
        var residentKilobytesAtStart = 0
        var residentKilobytesAtEnd = 0

        private let started = ContinuousClock.now
        private let usedBefore = Self.processorTime()
        private var nextLine = ContinuousClock.now + .seconds(1)
        private var delays = 0.0

        init(agreement: CameraAgreement) { self.agreement = agreement }

        private enum CodingKeys: CodingKey {
            case agreement, frames, losses, bytes, seconds, framesPerSecond, meanDelayMilliseconds
            case longestDelayMilliseconds, processorSeconds, processorMillisecondsPerFrame, processorPercentOfOneCore
            case residentKilobytesAtStart, residentKilobytesAtEnd
        }

        mutating func add(_ frame: CameraFrame, jpeg: WipingBytes) {
            frames += 1
            bytes += jpeg.count
            let delay = (ContinuousClock.now - frame.captured) / .milliseconds(1)
            delays += delay
            longestDelayMilliseconds = max(longestDelayMilliseconds, delay)
            // The first hundred frames fill the pools of the allocator and of libjpeg.
            if frames <= 100 { residentKilobytesAtStart = Self.residentKilobytes() }
        }

        var isDue: Bool {
            mutating get {
                guard ContinuousClock.now >= nextLine else { return false }
                nextLine += .seconds(1)
                end()
                return true
            }
        }

        mutating func end() {
            seconds = (ContinuousClock.now - started) / .seconds(1)
            processorSeconds = Self.processorTime() - usedBefore
            residentKilobytesAtEnd = Self.residentKilobytes()
            framesPerSecond = Double(frames) / max(seconds, 1e-9)
            meanDelayMilliseconds = delays / Double(max(frames, 1))
            processorMillisecondsPerFrame = 1000 * processorSeconds / Double(max(frames, 1))
            processorPercentOfOneCore = 100 * processorSeconds / max(seconds, 1e-9)
        }

        var line: String {
            func short(_ value: Double) -> String { String(format: "%.1f", value) }
            let format = agreement.format
            return "\(frames) frames of \(format.width) x \(format.height) \(format.pixelFormat.rawValue), "
                + "\(short(framesPerSecond))/s, lost \(losses.lost), damaged \(losses.damaged), "
                + "skipped \(losses.skipped), "
                + "delay \(short(meanDelayMilliseconds)) ms (at most \(short(longestDelayMilliseconds))), "
                + "processor \(short(processorMillisecondsPerFrame)) ms a frame, "
                + "\(short(processorPercentOfOneCore)) % of one core, "
                + "memory \(residentKilobytesAtStart) kB, then \(residentKilobytesAtEnd) kB"
        }

        private static func processorTime() -> Double {
            // POSIX says what a second of clock() is.
            Double(clock()) / 1_000_000
        }

        private static func residentKilobytes() -> Int {
            let pages = KernelText.read("/proc/self/statm")?.split(separator: " ")
            return (pages?.dropFirst().first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) / 1024
        }
    }
}
