import ArgumentParser
import Foundation
import Ground
import Testing
import Watchlist

@testable import ridgeline_hub

@Suite("What ridgeline-hub enrol-prints is told of a person")
struct PersonOptionsTests {
    private func parse(_ more: [String]) throws -> EnrolPrints {
        try EnrolPrints.parse(["--data", "hub", "--list", "interpol", "--notice", "red"] + more + ["print.png"])
    }

    @Test("is taken word by word, the photograph from its file")
    func taken() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "photograph-\(UUIDv7()).jpg")
        try Data([0xFF, 0xD8, 0xFF, 0xE0]).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let person = try parse([
            "--record", "17", "--caution", "armed", "--caution", "terrorism", "--action", "seizeDocument", "--name",
            "Doe, Jane", "--birth-date", "1970-05", "--nationality", "UTO", "--sex", "female", "--photograph",
            file.path,
        ]).person
        #expect(person.caution == [.armed, .terrorism] && person.action == .seizeDocument && person.isNamed)
        let display = try person.display(of: "17")
        #expect(display.name == "Doe, Jane" && display.birthDate?.description == "1970-05")
        #expect(display.nationalities == ["UTO"] && display.sex == .female && display.photograph?.count == 4)
    }

    @Test(
        "is refused where it is misspelt, or could be of several",
        arguments: [
            ["--caution", "armd"], ["--caution", "other"], ["--action", "other"], ["--record", "17", "--sex", "x"],
            ["--record", "17", "--birth-date", "1970-02-30"], ["--name", "Doe, Jane"],
        ])
    func refused(options: [String]) throws {
        #expect(throws: (any Error).self) { try parse(options) }
        #expect(try !parse([]).person.isNamed)
    }

    @Test("and no list can hold is refused before anything is changed")
    func unfit() throws {
        for options in [["--name", "a\nb"], ["--nationality", "uto"]] {
            let person = try parse(["--record", "17"] + options).person
            #expect(throws: Fault(.init("list.record"), "")) { try person.display(of: "17") }
        }
    }
}
