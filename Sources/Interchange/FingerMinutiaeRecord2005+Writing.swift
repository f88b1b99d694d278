internal import Fingerprint
public import Ground

extension FingerMinutiaeRecord2005 {
    /// The record's bytes.
    ///
    /// - Throws: ``Fault`` `interchange.unsupported` where a value does not fit the format.
    public func bytes() throws(Fault) -> [UInt8] {
        guard views.count <= 176 else { throw Self.unsupported("\(views.count) views, more than 176") }
        guard min(resolutionX, resolutionY) >= 99 else { throw Self.unsupported("a resolution below 99 per cm") }
        var body: [UInt8] = []
        for view in views { try append(view, to: &body) }
        var record = Self.magic
        record.append(UInt32(Self.headerLength + body.count))
        for number in [captureEquipment, width, height, resolutionX, resolutionY] { record.append(number) }
        record += [UInt8(views.count), 0]
        return record + body
    }

    private func append(_ view: View, to body: inout [UInt8]) throws(Fault) {
        guard view.number < 16, view.impressionType < 16, view.quality <= 100, view.minutiae.count <= 255,
            view.extendedData.count <= 0xFFFF
        else { throw Self.unsupported("a view whose number, type, quality, minutiae or extended data are too large") }
        body += [view.position.rawValue, view.number << 4 | view.impressionType, view.quality]
        body.append(UInt8(view.minutiae.count))
        for minutia in view.minutiae {
            guard minutia.x < min(width, 0x4000), minutia.y < min(height, 0x4000), minutia.quality <= 100 else {
                throw Self.unsupported("a minutia at \(minutia.x), \(minutia.y), or of a quality above 100")
            }
            body.append(UInt16(minutia.kind.rawValue) << 14 | minutia.x)
            body.append(minutia.y)
            body += [minutia.direction, minutia.quality]
        }
        body.append(UInt16(view.extendedData.count))
        body += view.extendedData
    }

    private static func unsupported(_ what: String) -> Fault {
        Fault("interchange.unsupported", "an \(name) cannot hold \(what); use a newer format")
    }
}
