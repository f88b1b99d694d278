import Checkout
import Encounters
import Foundation
import Ground
import Station
import Testing

@testable import CommandSupport

@Suite("The page of codes")
struct FaultPageTests {
    private let page = FaultPage.standard

    /// The codes of every registry, with the target that has it.
    private static func registered() throws -> [String: [String]] {
        var codes: [String: [String]] = [:]
        for folder in ["Sources", "Drivers"] {
            let files = FileManager.default.enumerator(
                at: Checkout.root.appending(path: folder), includingPropertiesForKeys: nil)
            while let file = files?.nextObject() as? URL {
                guard file.lastPathComponent == "FaultCodes.swift" else { continue }
                let target = file.deletingLastPathComponent().lastPathComponent
                for code in try String(contentsOf: file, encoding: .utf8).matches(of: /= Self\("([^"]+)"\)/) {
                    codes[String(code.1), default: []].append(target)
                }
            }
        }
        return codes
    }

    /// What a screen says of an answer, in a word.
    private static let shown =
        Retry.Reason.allCases.map { "retry.\($0.rawValue)" } + Verdict.Doubt.allCases.map { "doubt.\($0.rawValue)" }
        + Stage.Cause.allCases.map { "unfinished.\($0.rawValue)" } + Missing.allCases.map { "missing.\($0.rawValue)" }
        + CaptureException.Reason.allCases.map { "exception.\($0.rawValue)" }

    @Test("has a row for every code of every registry and for every word of a screen, and no other")
    func complete() throws {
        let registered = try Self.registered()
        #expect(registered.count > 200)
        let codes = Set(registered.keys).union(Self.shown)
        let rows = Set(page.entries.map(\.code))
        #expect(codes.subtracting(rows).sorted() == [], "without a row in docs/faults.md")
        #expect(rows.subtracting(codes).sorted() == [], "rows of docs/faults.md without a constant")
    }

    @Test("has each code once, in the registry of one target and in one row")
    func unique() throws {
        #expect(try Self.registered().filter { $0.value.count > 1 }.keys.sorted() == [])
        let rows = Dictionary(grouping: page.entries, by: \.code)
        #expect(rows.filter { $0.value.count > 1 }.keys.sorted() == [])
    }

    @Test("says for each why it comes and what to do")
    func whole() {
        for entry in page.entries {
            #expect(entry.cause.count >= 10 && entry.remedy.count >= 7, "\(entry.code) is not explained")
        }
    }

    @Test("has every table row that looks like a code's")
    func rows() throws {
        let text = try String(contentsOf: Checkout.root.appending(path: "docs/faults.md"), encoding: .utf8)
        #expect(text.split(separator: "\n").count { $0.hasPrefix("| `") } == page.entries.count)
    }

    @Test("is the one that was built in")
    func fresh() throws {
        let text = try String(contentsOf: Checkout.root.appending(path: "docs/faults.md"), encoding: .utf8)
        #expect(FaultPage(text).entries == page.entries)
    }

    @Test(
        "finds a code by itself and in a message",
        arguments: [
            "disk.full", "ridgeline: the disk is full; make room [disk.full]",
            "the list cannot be kept [disk.full]: the disk is full [disk.write]",
        ])
    func found(text: String) {
        #expect(page.entry(for: text)?.code == "disk.full")
    }

    @Test(
        "finds by its word what a screen shows, wherever it may stand",
        arguments: [
            ("incomplete", ["doubt.incomplete"]), ("no usable print", ["doubt.noUsablePrint"]),
            ("XX", ["exception.XX"]),
            ("skipped", ["missing.skipped"]), ("travellerLeft", ["missing.travellerLeft", "unfinished.travellerLeft"]),
            ("moved", ["retry.moved"]), ("disk.full", ["disk.full"]), ("full", []), ("", []),
        ])
    func shown(text: String, codes: [String]) {
        #expect(page.entries(for: text).map(\.code) == codes)
    }

    @Test(
        "names what is spelt most alike",
        arguments: [("disk.ful", "disk.full"), ("Disk.Full", "disk.full"), ("hub.untrustd", "hub.untrusted")])
    func nearest(text: String, code: String) {
        #expect(page.entry(for: text) == nil)
        #expect(page.nearest(to: text).first == code)
    }

    @Test("names nothing where nothing is alike", arguments: ["", "quetzalcoatl", "[", "]["])
    func nothing(text: String) {
        #expect(page.entry(for: text) == nil)
        #expect(page.nearest(to: text) == [])
    }
}
