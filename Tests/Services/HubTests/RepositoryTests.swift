import DeviceIdentity
import Foundation
import Ground
import Hub
import Testing

@Suite("The repository as static files") struct RepositoryTests {
    @Test("Metadata comes as it lies on the disk, and an interrupted download goes on")
    func metadata() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let file = running.hub.folder.root.appending(path: "repository/metadata/timestamp.json")
                let data = try Data(contentsOf: file)
                let whole = try await device.client.send(.get, "/v1/metadata/timestamp.json")
                #expect(whole.status == 200 && whole.body == data)
                let count = data.count
                for (range, part) in [
                    ("10-", 10..<count), ("10-\(count - 1)", 10..<count), ("10-999999", 10..<count), ("0-0", 0..<1),
                    ("3-7", 3..<8), ("\(count - 1)-", count - 1..<count),
                ] {
                    let rest = try await device.client.send(
                        .get, "/v1/metadata/timestamp.json", headers: ["Range": "bytes=\(range)"])
                    #expect(rest.status == 206 && rest.body == data[part], "\(range)")
                    #expect(rest.headers["content-range"] == "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(count)")
                }
                for range in ["bytes=-5", "bytes=7-3", "bytes=1-2,4-5", "bytes=a-b", "bytes=", "bytes=-", "lines=1-2"] {
                    let all = try await device.client.send(
                        .get, "/v1/metadata/timestamp.json", headers: ["Range": range])
                    #expect(all.status == 200 && all.body == data, "\(range)")
                }
                for range in ["\(count)-", "\(count)-\(count + 9)", "999999999999999999-999999999999999999"] {
                    let beyond = try await device.client.send(
                        .get, "/v1/metadata/timestamp.json", headers: ["Range": "bytes=\(range)"])
                    #expect(beyond.status == 416, "\(range)")
                }
                let root = try Data(contentsOf: file.deletingLastPathComponent().appending(path: "1.root.json"))
                #expect(device.answer.trustedRoot == root)
            }
        }
    }

    @Test("What a device has already is not sent again, and what was published since is, also within one second")
    func unchanged() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let path = "/v1/metadata/timestamp.json"
                let file = running.hub.folder.root.appending(path: "repository/metadata/timestamp.json")
                let first = try await device.client.send(.get, path)
                let tag = try #require(first.headers["etag"])
                let again = try await device.client.send(.get, path, headers: ["If-None-Match": tag])
                #expect(again.status == 304 && again.body.isEmpty)
                let head = try await device.client.send(.head, path)
                #expect(head.status == 200 && head.body.isEmpty && head.headers["etag"] == tag)
                #expect(head.headers["content-length"] == "\(first.body.count)")
                // Another content of the same length, within the same second.
                let manager = FileManager.default
                let time = try #require(try manager.attributesOfItem(atPath: file.path)[.modificationDate] as? Date)
                let second = time.timeIntervalSince1970.rounded(.down)
                let other = Data(first.body.reversed())
                try other.write(to: file)
                let moment = Date(
                    timeIntervalSince1970: second + (time.timeIntervalSince1970 - second < 0.5 ? 0.75 : 0.25))
                try manager.setAttributes([.modificationDate: moment], ofItemAtPath: file.path)
                let date = try #require(first.headers["last-modified"])
                for headers in [["If-None-Match": tag], ["If-Modified-Since": date]] {
                    let changed = try await device.client.send(.get, path, headers: headers)
                    #expect(changed.status == 200 && changed.body == other)
                }
                let resumed = try await device.client.send(
                    .get, path, headers: ["Range": "bytes=10-", "If-Range": tag])
                #expect(resumed.status == 200 && resumed.body == other)
            }
        }
    }

    @Test(
        "Nothing but the repository's files can be read",
        arguments: [
            "/v1/metadata/../../keys/receipt.key", "/v1/metadata/..%2f..%2fkeys%2freceipt.key",
            "/v1/metadata/%2e%2e/%2e%2e/hub.json", "/v1/metadata/....//hub.json", "/v1/metadata//etc/passwd",
            "/v1/metadata/.", "/v1/metadata/", "/v1/metadata", "/v1/targets/..", "/v1/metadata/link.json",
            "/v1/metadata/timestamp.json%00", "/v1/metadata/2.root.json", "/v1/keys/receipt.key", "/hub.json",
        ])
    func traversal(path: String) async throws {
        try await RunningHub.with { running in
            let root = running.hub.folder.root
            try FileManager.default.createSymbolicLink(
                at: root.appending(path: "repository/metadata/link.json"),
                withDestinationURL: root.appending(path: "hub.json"))
            try await running.withDevice { device in
                let answer = try await device.client.send(.get, path)
                #expect(answer.status == 404 && answer.code == "hub.path")
            }
        }
    }
}
