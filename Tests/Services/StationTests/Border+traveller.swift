import Capture
import CaseMessages
import CollectingLog
import Crypto
import Emulators
import Evidence
import Fingerprint
import Foundation
import Ground
import Identification
import Imaging
import ListFiles
import Logging
import Operations
import Outbox
import Readers
import Synchronization
import SyntheticPrints
import Testing
import TrustedUpdate

@testable import DeviceIdentity
@testable import Station
@testable import Watchlist

extension Border {
    /// What the page is told of the lists now.
    var reports: [ListsReport] { announcer.screen.lists.map { [$0] } ?? [] }

    /// Writes the file that says that a copy is complete, anew.
    func leaveReady(_ version: String) throws {
        try DurableFile.write(Data(version.utf8), to: incoming.appending(path: "ready"))
    }

    /// The folder that stands for `incoming/`.
    var incoming: URL { folder.appending(path: "centre") }

    /// An impression of a synthetic finger, as its picture.
    func print(_ finger: Int, impression: Int) -> GrayImage {
        SyntheticPrints.impression(finger: finger, impression: impression, seed: 77, strength: 0.5).image
    }

    /// Lays the picture on the glass, again when the station asks and has seen it lifted, and lifts it when the verdict is there.
    func present(_ picture: GrayImage) async throws -> (verdict: Verdict, retries: [Retry.Reason]) {
        var stage = announcer.screen.stage
        let screens = announcer.screens()
        try await glass.present(picture)
        var retries: [Retry.Reason] = []
        var verdict: Verdict?
        var isAskedAgain = false
        for await screen in screens {
            if let verdict, !screen.isFingerOn { return (verdict, retries) }
            if isAskedAgain, !screen.isFingerOn {
                isAskedAgain = false
                try await glass.present(picture)
            }
            guard screen.stage != stage else { continue }
            stage = screen.stage
            switch stage {
            case .retry(_, let reason):
                retries.append(reason)
                isAskedAgain = true
                await glass.lift()
            case .verdict(let given):
                verdict = given
                await glass.lift()
            case .idle, .awaiting, .capturing, .searching, .unfinished: break
            }
        }
        throw Fault(.init("test.silence"), "the station stopped without a verdict")
    }

    /// A glass that nothing lies on, which is no print.
    var blank: GrayImage {
        GrayImage(width: 384, height: 290, pixelsPerInch: 512, pixels: [UInt8](repeating: 250, count: 384 * 290))
    }

    /// Shows what is no print, and takes it away as the finger is asked for again.
    ///
    /// - Returns: the screen that asks.
    func askedAgain() async throws -> Screen {
        try await glass.present(blank)
        let retry = await screen { if case .retry = $0.stage { true } else { false } }
        await glass.lift()
        guard let retry else { throw Fault(.init("test.silence"), "the station stopped without asking again") }
        return retry
    }

    /// The next screen of which something holds.
    func screen(where holds: (Screen) -> Bool) async -> Screen? {
        for await screen in announcer.screens() where holds(screen) { return screen }
        return nil
    }
}
