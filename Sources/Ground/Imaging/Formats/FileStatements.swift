internal import Ground

/// What a file states beside its pixels, in whatever place: how many there are in an inch, and whether they are mirrored.
struct FileStatements {
    typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    var resolutions: [StatedResolution] = []
    /// As EXIF numbers them, 1 to 8.
    var orientations: [Int] = []

    /// Something is stated, and nobody can say what.
    static func unread(_ what: String) -> FileStatements {
        FileStatements(resolutions: [.unread("metadata (\(what)) that cannot be read")])
    }

    static func += (left: inout FileStatements, right: FileStatements) {
        left.resolutions += right.resolutions
        left.orientations += right.orientations
    }

    /// The picture as it is to be seen. One that is only turned stays as it lies, as no search minds; one that is mirrored
    /// would find nobody.
    ///
    /// - Throws: ``Fault`` `image.unsupported` where the file contradicts itself, or states what there is not.
    func upright(_ image: GrayImage, format: String) throws(Fault) -> GrayImage {
        // 0 says that nobody knows.
        guard orientations.allSatisfy({ (0...8).contains($0) }) else {
            throw ImageHeader.unsupported(format, "of an orientation that there is not")
        }
        let mirrored = Set(orientations.map { [2, 4, 5, 7].contains($0) ? $0 : 1 })
        guard mirrored.count <= 1 else {
            throw ImageHeader.unsupported(format, "stated to be mirrored in one place and not in another")
        }
        guard let orientation = mirrored.first, orientation != 1 else { return image }
        return image.unmirrored(orientation)
    }
}
