import Fingerprint
import Foundation
import Ground
import Imaging
import SyntheticPrints
import Testing
import Watchlist

@testable import Hub

@Suite("From prints to records") struct PrintEnrolmentTests {
    @Test(
        "A record is the picture's name before the last underscore",
        arguments: [
            ("anna_1.png", "anna"), ("101_8.bmp", "101"), ("a_b_2.pgm", "a_b"), ("boris.png", "boris"),
            ("a.b_1.jpeg", "a.b"),
        ])
    func names(file: String, record: String) {
        #expect(PrintName(URL(filePath: "/prints/\(file)")).record == record)
    }

    @Test("Pictures become records whose templates can be read again; what shows no print is named and left out")
    func pictures() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "prints-\(UUIDv7())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (finger, name, seed) in [(1, "anna_1", 7), (1, "anna_2", 8), (3, "boris_1", 7)] {
            let master = SyntheticPrints.master(finger: finger, seed: 7)
            let image = Impression(of: master, conditions: Conditions(), seed: UInt64(seed)).image
            try Data(ImageFile.pngBytes(of: image)).write(to: folder.appending(path: "\(name).png"))
        }
        let white = GrayImage(
            width: 388, height: 374, pixelsPerInch: 500, pixels: [UInt8](repeating: 255, count: 388 * 374))
        try Data(ImageFile.pgmBytes(of: white)).write(to: folder.appending(path: "clara_1.pgm"))
        try Data("not a picture".utf8).write(to: folder.appending(path: "README.txt"))
        // What a Mac leaves on other disks, and a folder that is called as a picture is.
        try Data("Mac OS X".utf8).write(to: folder.appending(path: "._anna_1.png"))
        try FileManager.default.createDirectory(
            at: folder.appending(path: "dora_1.png"), withIntermediateDirectories: true)

        let found = try PictureFolder(folder)
        let pictures = found.pictures
        #expect(pictures.map(\.lastPathComponent) == ["anna_1.png", "anna_2.png", "boris_1.png", "clara_1.pgm"])
        #expect(
            found.skipped == ["._anna_1.png: hidden", "dora_1.png: a folder", "README.txt: no PNG, JPEG, PGM or BMP"])
        let enrolled = try PrintEnrolment(notice: .red, finger: .leftThumb).records(from: pictures)
        let (records, unusable) = (enrolled.records, enrolled.unusable)
        #expect(records.map(\.id) == ["anna", "boris"] && records.map(\.parts.count) == [2, 1])
        #expect(unusable.count == 1 && unusable[0].contains("clara_1.pgm"))
        for finger in records.flatMap(\.parts) {
            let template = try Template(bytes: finger.reference.withBytes(Array.init))
            #expect(finger.finger == .leftThumb && template.count > 10)
        }
        let one = try PrintEnrolment(notice: .yellow, record: "case-17").records(from: Array(pictures.prefix(3)))
        #expect(one.records.map(\.id) == ["case-17"] && one.records[0].parts.count == 3)

        let kept = try PrintEnrolment(
            notice: .red, keepsPictures: true, cautions: [.armed], action: .denyEntry,
            display: DisplayData(name: "Doe, Jane")
        ).records(from: Array(pictures.prefix(1)))
        let record = try #require(kept.records.first)
        #expect(record.cautions == [.armed] && record.action == .denyEntry && record.display?.name == "Doe, Jane")
        let picture = try ImageFile.read(try #require(record.parts.first?.picture))
        #expect(try picture.withPixels(Array.init) == ImageFile.read(pictures[0]).withPixels(Array.init))
        #expect(one.records.flatMap(\.parts).allSatisfy { $0.picture == nil })

        let unknown = #expect(throws: Fault.self) {
            try PrintEnrolment(notice: .red).records(from: [folder.appending(path: "README.txt")])
        }
        #expect(unknown?.code.rawValue == "image.unknown")
        #expect(unknown?.message.ranges(of: "README.txt").count == 1)
        #expect(throws: Fault(.init("disk.missing"), "")) {
            try PrintEnrolment(notice: .red).records(from: [folder.appending(path: "nobody.png")])
        }
    }

    @Test("A folder without pictures is an error that names it")
    func emptyFolder() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "prints-\(UUIDv7())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(throws: Fault(.init("hub.noPrints"), "")) { try PictureFolder(folder) }
        #expect(throws: Fault(.init("disk.read"), "")) {
            try PictureFolder(folder.appending(path: "missing"))
        }
    }

    /// Even ridges, with one that ends at each of these places: so many minutiae has the print, as its phase winds
    /// around each once.
    private func ridges(endingAt places: [(x: Double, y: Double)]) -> GrayImage {
        let side = 300
        return GrayImage(width: side, height: side, pixelsPerInch: 500) { pixels in
            for y in 0..<side {
                for x in 0..<side {
                    var phase = Double(y) * 2 * .pi / 9
                    for place in places { phase += atan2(Double(y) - place.y, Double(x) - place.x) }
                    pixels[y * side + x] = UInt8(128 + 100 * cos(phase))
                }
            }
        }
    }

    @Test("A picture whose print would not be found is left out, or enrolled and named where that is asked for")
    func poor() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "prints-\(UUIDv7())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "anna_1.png")
        try Data(ImageFile.pngBytes(of: ridges(endingAt: [(100, 100), (200, 120), (150, 210)]))).write(to: file)
        let accepted = try PrintEnrolment(notice: .red, acceptsPoor: true).records(from: [file])
        #expect(accepted.records.map(\.id) == ["anna"] && accepted.unusable.isEmpty)
        #expect(accepted.poor.count == 1 && accepted.poor.first?.contains("anna_1.png") == true)
        let refused = try PrintEnrolment(notice: .red).records(from: [file])
        #expect(refused.records.isEmpty && refused.poor.isEmpty && refused.unusable.count == 1)
        // Without any minutia there is nothing to find, whatever is accepted.
        try Data(ImageFile.pngBytes(of: ridges(endingAt: []))).write(to: file)
        let empty = try PrintEnrolment(notice: .red, acceptsPoor: true).records(from: [file])
        #expect(empty.records.isEmpty && empty.unusable.count == 1)
    }

    @Test("A picture of another resolution than its file states is enrolled as what its person says")
    func resolution() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "prints-\(UUIDv7())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "anna_1.png")
        let master = SyntheticPrints.master(finger: 1, seed: 7)
        let picture = Impression(of: master, conditions: Conditions(), seed: 7).image
        let fine = try picture.stated(pixelsPerInch: 500).resampled(toPixelsPerInch: 1000).stated(pixelsPerInch: nil)
        try Data(ImageFile.pngBytes(of: fine)).write(to: file)
        let own = Matcher(probe: PreparedTemplate(try TemplateExtractor().extract(picture).template))
        func score(_ enrolment: PrintEnrolment) throws -> Double {
            let listed = try #require(try enrolment.records(from: [file]).records.first?.parts.first).reference
            return own.score(against: PreparedTemplate(try Template(in: listed, at: 0..<listed.count)))
        }
        #expect(try score(PrintEnrolment(notice: .red, pixelsPerInch: 1000)) >= 8)
        #expect(try score(PrintEnrolment(notice: .red)) < 3)
    }

    private func print(_ finger: Int, seed: UInt64 = 7) throws -> Data {
        let master = SyntheticPrints.master(finger: finger, seed: 7)
        return Data(try ImageFile.pngBytes(of: Impression(of: master, conditions: Conditions(), seed: seed).image))
    }

    /// A folder with these files, gone afterwards.
    private func folder(_ files: [String: Data], _ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "prints-\(UUIDv7())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, data) in files { try data.write(to: folder.appending(path: name, directoryHint: .notDirectory)) }
        try body(folder)
    }

    @Test("Two names that are one text in different Unicode forms are refused, with both files")
    func forms() throws {
        try folder(["caf\u{E9}_1.png": print(1)]) { folder in
            // No key of a dictionary beside the other, and on the disk another file.
            try print(2).write(to: URL(filePath: folder.path + "/cafe\u{301}_1.png"))
            let found = try PictureFolder(folder).pictures
            #expect(found.count == 2)
            let fault = #expect(throws: Fault(.init("list.record"), "")) {
                try PrintEnrolment(notice: .red).records(from: found)
            }
            for picture in found {
                let bytes = Array(picture.path.utf8)
                #expect(fault.map { Array($0.message.utf8).contains(bytes) } == true)
            }
            // One record was named for all.
            #expect(try PrintEnrolment(notice: .red, record: "x").records(from: found).records.count == 1)
        }
    }

    @Test("A picture is told by what is in it, whatever it is called, and all else in the folder is named")
    func content() throws {
        let picture = try print(1)
        let tiff = Data([0x49, 0x49, 0x2A, 0x00, 8, 0, 0, 0])
        try folder([
            "anna_1.jpe": picture, "boris_1": picture, "2026.17_1": picture, "clara_1.tif": picture,
            "dora_1.tif": tiff, "empty_1.png": Data(), "ENRICO_1.PNG": picture,
        ]) { folder in
            let found = try PictureFolder(folder)
            let enrolled = try PrintEnrolment(notice: .red).records(from: found.pictures)
            #expect(enrolled.records.map(\.id) == ["2026.17", "ENRICO", "anna", "boris", "clara"])
            #expect(found.skipped.map { String($0.prefix { $0 != ":" }) } == ["dora_1.tif", "empty_1.png"])
        }
    }

    @Test("A name may say the finger; so may --finger, for what looks like one finger and is not called another")
    func fingers() throws {
        let (thumb, index) = (try print(1), try print(2))
        let named = ["anna_leftThumb_1.png": thumb, "anna_rightindex.png": index, "boris_1.png": thumb]
        try folder(named) { folder in
            let pictures = try PictureFolder(folder).pictures
            let records = try PrintEnrolment(notice: .red).records(from: pictures).records
            #expect(records.map(\.id) == ["anna", "boris"])
            #expect(records.map { $0.parts.map(\.finger) } == [[.leftThumb, .rightIndex], [.unknown]])
            #expect(throws: Fault(.init("hub.finger"), "")) {
                try PrintEnrolment(notice: .red, finger: .leftThumb).records(from: pictures)
            }
        }
        try folder(["leftThumb.png": thumb, "rightIndex_2.png": index]) { folder in
            let records = try PrintEnrolment(notice: .red, record: "2026-17")
                .records(from: PictureFolder(folder).pictures).records
            #expect(records.map { $0.parts.map(\.finger) } == [[.leftThumb, .rightIndex]])
            // Without a record both would be of a person who is called so.
            let fault = #expect(throws: Fault(.init("list.record"), "")) {
                try PrintEnrolment(notice: .red).records(from: PictureFolder(folder).pictures)
            }
            #expect(fault?.message.contains("leftThumb.png") == true)
        }
        try folder(["_1.png": thumb]) { folder in
            #expect(throws: Fault(.init("list.record"), "")) {
                try PrintEnrolment(notice: .red).records(from: PictureFolder(folder).pictures)
            }
        }
        let one = PrintEnrolment(notice: .red, finger: .leftThumb)
        try folder(["anna_1.png": thumb, "anna_2.png": try print(1, seed: 9)]) { folder in
            let records = try one.records(from: PictureFolder(folder).pictures).records
            #expect(records.map { $0.parts.map(\.finger) } == [[.leftThumb, .leftThumb]])
        }
        try folder(["anna_1.png": thumb, "anna_2.png": index]) { folder in
            let fault = #expect(throws: Fault.self) { try one.records(from: PictureFolder(folder).pictures) }
            #expect(fault?.code.rawValue == "hub.finger" && fault?.message.contains("anna_2.png") == true)
        }
    }

    @Test("The same picture twice is one print, and said; of two fingers, or of two persons, it is not passed over")
    func twice() throws {
        let picture = try print(1)
        try folder(["anna_1.png": picture, "anna_2.png": picture, "boris_1.png": picture]) { folder in
            let enrolled = try PrintEnrolment(notice: .red).records(from: PictureFolder(folder).pictures)
            #expect(enrolled.records.map(\.parts.count) == [1, 1])
            #expect(enrolled.repeated.count == 2 && enrolled.repeated[1].contains("boris_1.png"))
        }
        try folder(["anna_leftThumb.png": picture, "anna_rightThumb.png": picture]) { folder in
            #expect(throws: Fault(.init("hub.finger"), "")) {
                try PrintEnrolment(notice: .red).records(from: PictureFolder(folder).pictures)
            }
        }
    }
}
