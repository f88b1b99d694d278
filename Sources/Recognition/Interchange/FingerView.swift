public import Fingerprint
public import Ground

/// One finger of a template file, whoever wrote it: ours, ISO/IEC 19794-2 or INCITS 378.
public struct FingerView: Sendable {
    public let template: Template
    /// What the record names; ours names none.
    public let position: FingerPosition

    public init(template: Template, position: FingerPosition) {
        self.template = template
        self.position = position
    }

    /// Reads every view; the format is told by the content.
    ///
    /// - Returns: nil for bytes that are no template of a known format, for example a picture's.
    /// - Throws: ``Fault`` `template.*`, `interchange.*` where they begin as one and are damaged, `interchange.empty`
    ///   where a view has no minutiae, so that nobody could be found by it.
    public static func views(of bytes: [UInt8]) throws(Fault) -> [FingerView]? {
        var views: [FingerView] = []
        if bytes.starts(with: Array("RLT".utf8)) {
            views = [FingerView(template: try Template(bytes: bytes), position: .unknown)]
        } else {
            guard RecordFormat(of: bytes) != nil else { return nil }
            for view in try FingerMinutiaeRecord(reading: bytes, .lenient).views {
                views.append(FingerView(template: try view.template(), position: view.position))
            }
        }
        guard views.allSatisfy({ $0.template.count > 0 }) else {
            throw Fault(.interchangeEmpty, "the template holds a finger without minutiae; use another file")
        }
        return views
    }
}
