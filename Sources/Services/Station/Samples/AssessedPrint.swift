internal import Capture
internal import CaseMessages
internal import Encounters
internal import Fingerprint
internal import Foundation
internal import Ground
internal import Imaging

/// A frame with what was extracted from it. Gone with the encounter.
struct AssessedPrint: Sendable {
    let frame: Frame
    let extraction: Extraction
    let extracted: ContinuousClock.Instant
}

extension AssessedPrint: SamplePicture {
    var whole: SampleFrame {
        SampleFrame(width: frame.image.width, height: frame.image.height, pixelsPerInch: pixelsPerInch)
    }
    private var pixelsPerInch: Double { frame.image.pixelsPerInch ?? frame.reader.pixelsPerInch }

    var area: PictureArea { CroppedProbe.area(in: frame.image, extraction, pixelsPerInch: pixelsPerInch) }

    func file() throws(Fault) -> WipingBytes {
        try CroppedProbe(frame.image, extraction, pixelsPerInch: pixelsPerInch).png
    }
}

extension AssessedPrint {
    func sample(of step: Step, attempts: Int) -> TakenSample {
        let sample = Sample(
            step: step, device: SampleDevice(name: frame.reader.name, model: frame.reader.model), attempts: attempts,
            quality: Int(extraction.quality.value), time: Timestamp(Date()),
            template: extraction.template.withBytes { WipingBytes($0) },
            templateFormat: TemplateFormat.ridgeline1.rawValue, picture: self)
        return TakenSample(
            sample, times: SampleTimes(began: frame.fingerOn, captured: frame.decoded, extracted: extracted))
    }
}
