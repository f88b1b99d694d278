internal import CaseMessages
internal import Encounters
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
    /// A picture that cannot be made costs no hit.
    init(_ sample: Sample) {
        var facts = HitSample.Facts(
            kind: sample.step.kind.rawValue, position: sample.step.position, attempt: max(1, sample.attempts),
            quality: sample.quality, deviceName: sample.device.name, deviceModel: sample.device.model,
            time: sample.time, templateFormat: TemplateFormat(rawValue: sample.templateFormat))
        var file: WipingBytes?
        if let picture = sample.picture {
            let (frame, area) = (picture.whole, picture.area)
            facts.frame = HitSample.Frame(
                width: frame.width, height: frame.height, pixelsPerInch: frame.pixelsPerInch)
            facts.picture = ProbePicture(left: area.x, top: area.y, width: area.width, height: area.height)
            do throws(Fault) { file = try picture.file() } catch { facts.picture?.leftOut = error.code.rawValue }
        }
        self.init(facts: facts, template: sample.template, picture: file)
    }
}
