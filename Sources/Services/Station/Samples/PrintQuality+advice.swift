internal import Fingerprint
internal import Ground

extension PrintQuality {
    /// What the traveller can do about a poor print; the most telling finding first.
    var advice: Retry {
        if findings.contains(.tooLight) { return Retry(.tooLight, "the print is too light; press harder") }
        if findings.contains(.tooDark) { return Retry(.tooDark, "the print is too dark; press less") }
        if findings.contains(.partial) { return Retry(.tooSmall, "only a part is seen; place the whole finger tip") }
        if findings.contains(.offCentre) { return Retry(.offCentre, "the finger is off centre; centre it") }
        if findings.contains(.moved) { return Retry(.moved, "the finger moved; hold it still") }
        if findings.contains(.smudged) { return Retry(.smudged, "the print is smudged; wipe finger and glass") }
        return Retry(.poorQuality, "the print is poor; lift the finger and place it again")
    }
}
