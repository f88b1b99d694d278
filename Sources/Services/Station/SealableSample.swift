internal import Capture
internal import CaseMessages
internal import Fingerprint
internal import Foundation
internal import Ground
internal import Identification
internal import Imaging

/// A sample as a hit reports it, before it is known where its picture goes.
struct SealableSample {
    /// As if the hit enclosed the picture.
    var facts: HitSample.Facts
    let template: WipingBytes
    /// As a file; nil where there is none, or it could not be made, which ``facts`` say.
    let picture: WipingBytes?
}

extension SealableSample {
    /// A print; a picture that cannot be made costs no hit.
    init(_ print: AssessedPrint, attempt: Int, time: Date) {
        let (image, reader) = (print.frame.image, print.frame.reader)
        let pixelsPerInch = image.pixelsPerInch ?? reader.pixelsPerInch
        let area = CroppedProbe.area(in: image, print.extraction, pixelsPerInch: pixelsPerInch)
        var facts = HitSample.Facts(
            kind: ModalityKind.finger.rawValue, attempt: attempt, quality: Int(print.extraction.quality.value),
            deviceName: reader.name, deviceModel: reader.model, time: Timestamp(time), templateFormat: .ridgeline1,
            frame: HitSample.Frame(width: image.width, height: image.height, pixelsPerInch: pixelsPerInch),
            picture: ProbePicture(left: area.x, top: area.y, width: area.width, height: area.height))
        var picture: WipingBytes?
        do throws(Fault) {
            picture = try CroppedProbe(image, print.extraction, pixelsPerInch: pixelsPerInch).png
        } catch { facts.picture?.leftOut = error.code.rawValue }
        self.init(
            facts: facts, template: print.extraction.template.withBytes { WipingBytes($0) }, picture: picture)
    }
}
