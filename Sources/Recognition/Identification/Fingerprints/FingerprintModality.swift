public import Fingerprint
public import Ground

/// Fingerprints, by their minutiae; positions are those of ``FingerPosition``.
public struct FingerprintModality: Modality {
    public init() {}

    public var kind: ModalityKind { .finger }

    /// - Throws: ``Fault`` `template.damaged`, `template.version`.
    public func prepare(_ template: WipingBytes) throws(Fault) -> PreparedTemplate {
        PreparedTemplate(try Template(in: template, at: 0..<template.count))
    }

    public func comparer(of probe: PreparedTemplate) -> Matcher { Matcher(probe: probe) }
}

extension Matcher: TemplateComparer {}
