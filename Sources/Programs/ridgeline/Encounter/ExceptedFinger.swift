import ArgumentParser
import CommandSupport
import Encounters
import Fingerprint
import Identification

/// `left-index=XX`
struct ExceptedFinger: Sendable {
    let position: FingerPosition
    let reason: CaptureException.Reason

    init(_ text: String) throws {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let position = FingerPosition.allCases.first(where: { $0.dashed == parts[0] }),
            position != .unknown, let reason = CaptureException.Reason(rawValue: parts[1])
        else {
            let fingers = FingerPosition.allCases.filter { $0 != .unknown }.map(\.dashed).joined(separator: ", ")
            throw ValidationError("write it as left-index=XX: one of \(fingers), and XX, UP or SR")
        }
        (self.position, self.reason) = (position, reason)
    }

    var name: String { position.dashed }
    var step: Step { Step(.finger, position: position.rawValue) }
    var exception: CaptureException { CaptureException(reason, isPermanent: true) }
}
