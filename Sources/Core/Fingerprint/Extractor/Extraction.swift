/// What one picture gave.
public struct Extraction: Sendable {
    public let template: Template
    public let quality: PrintQuality
}

/// How well a print can be recognised, and what is wrong with it where that can be told.
public struct PrintQuality: Sendable, Equatable {
    public enum Finding: String, Sendable, Hashable, Codable, CaseIterable {
        case tooLight, tooDark, offCentre, partial, smudged, moved
    }

    /// 0 (useless) to 100. Not NFIQ 2.
    public let value: UInt8
    public let findings: Set<Finding>
}
