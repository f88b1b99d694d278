internal import Fingerprint
internal import Ground

extension FingerMinutiaeRecord {
    private func position(_ reader: inout ByteReader<[UInt8]>) throws(Fault) -> FingerPosition {
        let finger = try reader.uint8()
        guard let position = FingerPosition(rawValue: finger) else {
            throw malformed("has a finger position \(finger), which does not exist")
        }
        return position
    }

    /// A finger view of every format but ISO 2011.
    func view(
        _ reader: inout ByteReader<[UInt8]>, shared: [UInt16], strict: Bool
    ) throws(Fault) -> View {
        var view = View(
            position: try position(&reader), quality: 0, width: 0, height: 0, resolutionX: 0, resolutionY: 0,
            minutiae: [])
        if format.hasOneSize {
            let kind = try reader.uint8()
            (view.number, view.impressionType) = (kind >> 4, kind & 15)
        } else {
            view.number = try reader.uint8()
            view.impressionType = try reader.uint8()
        }
        view.quality = try quality(&reader, "finger", strict: strict)
        if !format.hasOneSize {
            view.qualityVendor = try reader.uint16()
            view.qualityAlgorithm = try reader.uint16()
        }
        let size = try format.hasOneSize ? shared : self.size(&reader, strict: strict)
        (view.width, view.height, view.resolutionX, view.resolutionY) = (size[0], size[1], size[2], size[3])
        try body(&reader, of: &view, strict: strict)
        return view
    }

    /// A representation of ISO 2011.
    func representation(
        _ reader: inout ByteReader<[UInt8]>, strict: Bool
    ) throws(Fault) -> View {
        let start = reader.offset
        let length = Int(try reader.uint32())
        var details = Array(try reader.bytes(14))
        let qualities = try reader.uint8()
        let scores = try reader.bytes(5 * Int(qualities))
        details += [qualities] + scores
        if certification > 0 {
            let certificates = try reader.uint8()
            details.append(certificates)
            details += try reader.bytes(3 * Int(certificates))
        }
        var view = View(
            position: try position(&reader), quality: scores.first ?? 255, width: 0, height: 0, resolutionX: 0,
            resolutionY: 0, minutiae: [], captureDetails: details)
        if strict, view.quality > 100, view.quality != 255 { throw malformed("has a quality of \(view.quality)") }
        view.number = try reader.uint8()
        view.resolutionX = try reader.uint16()
        view.resolutionY = try reader.uint16()
        try check(resolutionX: view.resolutionX, view.resolutionY, strict: strict)
        view.impressionType = try reader.uint8()
        view.width = try reader.uint16()
        view.height = try reader.uint16()
        let field = try reader.uint8()
        guard [5, 6].contains(field >> 4) else { throw malformed("has minutiae of \(field >> 4) bytes") }
        (view.hasMinutiaQuality, view.endingType) = (field >> 4 == 6, field & 15)
        try body(&reader, of: &view, strict: strict)
        if strict, reader.offset - start != length { throw malformed("states a wrong length of a representation") }
        return view
    }

    /// The minutiae and the extended data.
    ///
    /// What lies where extended data would begin and is longer than all that is left, or whose areas do not add up, is none
    /// but, for example, minutiae that the count leaves out.
    private func body(
        _ reader: inout ByteReader<[UInt8]>, of view: inout View, strict: Bool
    ) throws(Fault) {
        let count = try reader.uint8()
        for index in 0..<count {
            let x = try reader.uint16()
            let y = try reader.uint16()
            let direction = try reader.uint8()
            let quality = try view.hasMinutiaQuality ? quality(&reader, "minutia", strict: strict) : 0
            if strict, y >> 14 != 0 || x >> 14 == 3 { throw malformed("has a minutia with reserved bits") }
            let minutia = Minutia(
                x: x & 0x3FFF, y: y & 0x3FFF, direction: direction,
                kind: Minutia.Kind(rawValue: UInt8(x >> 14)) ?? .other, quality: quality)
            if strict, minutia.x >= view.width || minutia.y >= view.height {
                throw malformed("has minutia \(index) at \(minutia.x), \(minutia.y), outside its picture")
            }
            (view.width, view.height) = (max(view.width, minutia.x + 1), max(view.height, minutia.y + 1))
            view.minutiae.append(minutia)
        }
        let length = Int(try reader.uint16())
        // Two bytes at the end may be ours.
        if !strict, length > reader.left, reader.left > 2 {
            throw malformed("has \(reader.left) bytes behind \(count) minutiae that are no extended data")
        }
        view.extendedData = Array(try reader.bytes(strict ? length : min(length, reader.left)))
        // NIST counts its extended data two bytes short.
        guard Self.isWellFormed(view.extendedData, orShortBy: strict ? 0 : 2) else {
            throw malformed("has \(length) bytes behind \(count) minutiae that are no extended data")
        }
    }

    /// Later editions have 254 for unknown and 255 for failed.
    private func quality(_ reader: inout ByteReader<[UInt8]>, _ whose: String, strict: Bool) throws(Fault) -> UInt8 {
        let quality = try reader.uint8()
        if quality <= 100 || (!format.hasOneSize && quality >= 254) { return quality }
        if strict { throw malformed("has a \(whose) quality of \(quality), more than 100") }
        return 100
    }

    /// Systems disagree whether an item's length counts its own four-byte header: whichever fills the block is right.
    private static func isWellFormed(_ block: [UInt8], orShortBy missing: Int) -> Bool {
        [0, 4].contains { header in
            var at = 0
            while at + 4 <= block.count {
                let length = Int(block[at + 2..<at + 4], .bigEndian)
                guard length >= header else { return false }
                at += 4 - header + length
            }
            return (block.count...block.count + missing).contains(at)
        }
    }
}
