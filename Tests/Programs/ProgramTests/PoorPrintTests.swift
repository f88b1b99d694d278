import ArgumentParser
import DeviceIdentity
import Emulators
import Foundation
import Ground
import Identification
import Imaging
import Station
import Testing
import Watchlist

@testable import Hub
@testable import ridgeline_hub
@testable import ridgelined

@Suite("A print that was enrolled although it is poor", .timeLimit(.minutes(20)))
struct PoorPrintTests {
    /// So little of a finger that it would not be found: the largest of some windows that is poor, and has minutiae at all.
    private func crumb(in folder: URL) throws -> (image: GrayImage, file: URL) {
        let file = folder.appending(path: "berta_1.png")
        for side in stride(from: 90, through: 40, by: -5) {
            let image = BorderPost.print(5, impression: 1).window(x: 110, y: 140, width: side, height: side)
            try Data(ImageFile.pngBytes(of: image)).write(to: file)
            let enrolled = try PrintEnrolment(notice: .red, acceptsPoor: true).records(from: [file])
            if enrolled.poor.count == 1 { return (image, file) }
        }
        throw Fault(.init("test.crumb"), "no window of the print is poor")
    }

    @Test("is refused without --accept-poor; with it the device counts it, and whoever has it is never waved through")
    func endToEnd() async throws {
        try await BorderPost.with(listed: 1) { post in
            let (crumb, picture) = try crumb(in: post.folder)
            let words = ["--data", post.folder.appending(path: "hub").path, "--list", "interpol", "--notice", "red"]
            await #expect(throws: Fault(.init("hub.unusablePrint"), "")) {
                try await EnrolPrints.parse(words + [picture.path]).run()
            }
            try await EnrolPrints.parse(words + ["--accept-poor", picture.path]).run()
            try await post.carryLists()
            try await post.running { station in
                let lists = try #require(try await station.screen { $0.lists?.fingers == 2 }.lists)
                #expect(lists.unreadable == 0)
                let verdict = try await station.insistentVerdict(on: crumb)
                #expect(verdict.gallerySize == 2 && verdict.colour != .green, "\(verdict.colour) \(verdict.doubts)")
                #expect(try await station.verdict(on: BorderPost.print(1, impression: 2)).colour == .red)
            }
        }
    }
}

extension StationAssembly.Assembled {
    /// Places the print again each time that the station asks for it.
    fileprivate func insistentVerdict(on print: GrayImage) async throws -> Verdict {
        let emulator = try #require(emulator)
        var stage = announcer.screen.stage
        let screens = announcer.screens()
        try await emulator.present(print)
        var verdict: Verdict?
        var isAskedAgain = false
        for await screen in screens {
            if let verdict, !screen.isFingerOn { return verdict }
            if isAskedAgain, !screen.isFingerOn {
                isAskedAgain = false
                try await emulator.present(print)
            }
            guard screen.stage != stage else { continue }
            stage = screen.stage
            if case .retry = stage {
                isAskedAgain = true
                await emulator.lift()
            } else if case .verdict(let given) = stage {
                verdict = given
                await emulator.lift()
            }
        }
        throw Fault(.init("test.silence"), "the station stopped without a verdict")
    }
}
