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
                let rest = try await device.client.send(
                    .get, "/v1/metadata/timestamp.json", headers: ["Range": "bytes=10-"])
                #expect(rest.status == 206 && rest.body == data.dropFirst(10))
                #expect(rest.headers["content-range"] == "bytes 10-\(data.count - 1)/\(data.count)")
                let beyond = try await device.client.send(
                    .get, "/v1/metadata/timestamp.json", headers: ["Range": "bytes=\(data.count)-"])
                #expect(beyond.status == 416)
                let root = try Data(contentsOf: file.deletingLastPathComponent().appending(path: "1.root.json"))
                #expect(device.answer.trustedRoot == root)
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
