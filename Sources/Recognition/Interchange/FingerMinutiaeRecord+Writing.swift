internal import Fingerprint
public import Ground

extension FingerMinutiaeRecord {
    /// The record's bytes.
    ///
    /// - Throws: ``Fault`` `interchange.unsupported` where a value does not fit the format.
    public func bytes() throws(Fault) -> [UInt8] {
        guard !views.isEmpty, views.count <= (format == .iso2011 ? 0xFFFF : 176) else {
            throw unsupported("\(views.count) views")
        }
        var body: [UInt8] = []
        for view in views { try append(view, to: &body) }
        let header = try header()
        var length: [UInt8] = []
        let total = RecordFormat.magic.count + 4 + header.count + body.count
        if format == .incits2004, total + 2 <= 0xFFFF {
            length.append(UInt16(total + 2))
        } else {
            if format == .incits2004 { length.append(UInt16(0)) }
            guard let whole = UInt32(exactly: total + length.count + 4) else { throw unsupported("\(total) bytes") }
            length.append(whole)
        }
        return RecordFormat.magic + format.version + length + header + body
    }

    /// What stands between the record's length and its first view.
    private func header() throws(Fault) -> [UInt8] {
        var header: [UInt8] = []
        if format == .iso2011 {
            header.append(UInt16(views.count))
            return header + [certification]
        }
        if format.isIncits {
            header.append(productOwner)
            header.append(productType)
        }
        if format == .incits2009 || format == .incits2009Amendment1 {
            header.append(certification)
            header.append(device)
        } else {
            guard certification < 16, device < 0x1000 else { throw unsupported("device \(device)") }
            header.append(UInt16(certification) << 12 | device)
        }
        if format.hasOneSize {
            let size = size(of: views[0])
            guard views.allSatisfy({ self.size(of: $0) == size }) else {
                throw unsupported("views of different sizes or resolutions")
            }
            for number in size { header.append(number) }
        }
        return header + [UInt8(views.count), 0]
    }

    private func size(of view: View) -> [UInt16] { [view.width, view.height, view.resolutionX, view.resolutionY] }

    private func append(_ view: View, to record: inout [UInt8]) throws(Fault) {
        guard min(view.resolutionX, view.resolutionY) >= 99 else { throw unsupported("a resolution below 99 per cm") }
        guard view.minutiae.count <= 255, view.extendedData.count <= 0xFFFF, fits(view.quality) else {
            throw unsupported("a view whose quality, minutiae or extended data are too large")
        }
        if format == .iso2011 {
            let representation = representation(view)
            record.append(UInt32(4 + representation.count + (try body(view).count)))
            record += representation
        } else {
            record.append(view.position.rawValue)
            if format.hasOneSize {
                guard view.number < 16, view.impressionType < 16 else { throw unsupported("view \(view.number)") }
                record.append(view.number << 4 | view.impressionType)
            } else {
                record += [view.number, view.impressionType]
            }
            record.append(view.quality)
            if !format.hasOneSize {
                for number in [view.qualityVendor, view.qualityAlgorithm] + size(of: view) { record.append(number) }
            }
        }
        record += try body(view)
    }

    /// What a representation of ISO 2011 says before its minutiae; its date is zero where unknown.
    private func representation(_ view: View) -> [UInt8] {
        let details =
            view.captureDetails.isEmpty
            ? [UInt8](repeating: 0, count: 14) + [1, view.quality, 0, 0, 0, 0] + (certification > 0 ? [0] : [])
            : view.captureDetails
        var bytes = details + [view.position.rawValue, view.number]
        bytes.append(view.resolutionX)
        bytes.append(view.resolutionY)
        bytes.append(view.impressionType)
        bytes.append(view.width)
        bytes.append(view.height)
        bytes.append((view.hasMinutiaQuality ? 0x60 : 0x50) | view.endingType & 15)
        return bytes
    }

    private func body(_ view: View) throws(Fault) -> [UInt8] {
        var bytes = [UInt8(view.minutiae.count)]
        for minutia in view.minutiae {
            guard minutia.x < min(view.width, 0x4000), minutia.y < min(view.height, 0x4000), fits(minutia.quality)
            else { throw unsupported("a minutia at \(minutia.x), \(minutia.y), or of a quality above 100") }
            bytes.append(UInt16(minutia.kind.rawValue) << 14 | minutia.x)
            bytes.append(minutia.y)
            let direction = minutia.direction
            bytes.append(format.isIncits ? AngleUnit.twoDegrees(direction: direction) : direction)
            if view.hasMinutiaQuality { bytes.append(minutia.quality) }
        }
        bytes.append(UInt16(view.extendedData.count))
        return bytes + view.extendedData
    }

    private func fits(_ quality: UInt8) -> Bool { quality <= 100 || (!format.hasOneSize && quality >= 254) }

    private func unsupported(_ what: String) -> Fault {
        Fault(.interchangeUnsupported, "an \(format.name) cannot hold \(what); use another format")
    }
}
