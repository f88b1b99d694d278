import DeviceIdentity
import Foundation
import Ground
import Identification
import Station
import Testing

@testable import ridgelined

/// Only identity and keys may stop a station from searching: whatever else of its state cannot be used at a start is set
/// aside or worked without, and said.
@Suite("A start with a part of the state that cannot be used", .timeLimit(.minutes(20)))
struct DamagedStartTests {
    enum Kind: CaseIterable { case danglingLink, file, folder, pipe }

    struct Part: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// nil: in the journal, and the officer's page works.
        let said: Alarm.Part?
        let place: @Sendable (StationState) -> URL
        var isFolder = false
        /// Not as a whole anew.
        var isWrittenInPlace = false
    }

    static let parts = [
        Part(testDescription: "audit", said: .damagedAudit, place: \.audit, isFolder: true),
        Part(testDescription: "anchor", said: .damagedAudit, place: \.auditAnchor),
        Part(testDescription: "trust", said: .damagedTrust, place: \.trust, isFolder: true),
        Part(testDescription: "lists", said: .damagedState, place: \.lists, isFolder: true),
        Part(testDescription: "outbox", said: .damagedOutbox, place: \.outbox, isWrittenInPlace: true),
        Part(testDescription: "queued", said: .lostItems, place: \.queued),
        Part(testDescription: "list keys", said: .damagedListKeys, place: \.listKeys),
        Part(testDescription: "revocation", said: .damagedRevocation, place: \.revocation),
        Part(testDescription: "open hit", said: .damagedOpenHit, place: \.openHit),
        Part(testDescription: "replies", said: .damagedReplies, place: \.replies),
        Part(testDescription: "unread", said: .damagedReplies, place: \.unread, isFolder: true),
        Part(testDescription: "seen time", said: .damagedState, place: \.seenTime),
        Part(testDescription: "wanted", said: .damagedState, place: \.wanted),
        Part(testDescription: "alarms", said: .damagedState, place: \.alarms),
        Part(testDescription: "incoming", said: .copy, place: \.incoming, isFolder: true),
        Part(testDescription: "receipts", said: .copy, place: \.receipts, isFolder: true),
        Part(testDescription: "messages", said: .copy, place: \.messages, isFolder: true),
        Part(testDescription: "lock", said: nil, place: \.lock),
        Part(
            testDescription: "door", said: nil, place: { $0.directory.root.appending(path: "station/door") },
            isFolder: true),
    ]

    @Test("searches all the same", arguments: parts)
    func start(part: Part) async throws {
        try await BorderPost.with(listed: 1) { post in
            let files = FileManager.default
            let before = post.folder.appending(path: "before")
            try await post.running { station in
                _ = try await station.screen { $0.reader.name == .ready && $0.lists != nil }
            }
            try files.copyItem(at: post.state.root, to: before)
            for kind in Kind.allCases where kind != (part.isFolder ? .folder : .file) {
                try files.removeItem(at: post.state.root)
                try files.copyItem(at: before, to: post.state.root)
                let place = part.place(post.state.station)
                try? files.removeItem(at: place)
                switch kind {
                case .danglingLink: try #require(symlink("/nonexistent/disk", place.path) == 0)
                case .file: try Data().write(to: place)
                case .folder: try files.createDirectory(at: place, withIntermediateDirectories: false)
                case .pipe: try #require(mkfifo(place.path, 0o600) == 0)
                }
                do {
                    try await post.running { station in
                        let screen = try await station.screen { $0.reader.name == .ready && $0.lists != nil }
                        let verdict = try await station.verdict(on: BorderPost.print(1, impression: 2))
                        #expect(verdict.colour == .red && verdict.item != nil, "\(kind)")
                        // What the link brings is looked at twice, half a minute apart, before it is said.
                        let isCopy = part.said == .copy
                        #expect(screen.alarms.map(\.part) == (isCopy ? [] : part.said.map { [$0] } ?? []), "\(kind)")
                        #expect((post.state.station.blocked != nil) == isCopy, "\(kind)")
                        #expect(verdict.doubts == (isCopy || part.said == nil ? [] : [.setAside]), "\(kind)")
                    }
                } catch {
                    Issue.record("\(part.testDescription) as \(kind) stops the station: \(error)")
                }
            }
        }
    }
}
