import Crypto
import DeviceIdentity
import Fingerprint
import Foundation
import Ground
import Imaging
import SyntheticPrints
import Testing

@testable import Hub

@Suite("Operators") struct OperatorTests {
    private static let json = ["Content-Type": "application/json"]

    /// A client with an operator's certificate.
    private func withOperator(
        _ running: RunningHub, _ pem: String, _ body: (HubClient) async throws -> Void
    ) async throws {
        let split = try #require(pem.range(of: "-----BEGIN CERTIFICATE-----")).lowerBound
        let client = try HubClient(
            base: "https://127.0.0.1:\(running.ports.device)",
            authority: try await running.hub.invite(until: running.clock.now).authority,
            identity: (String(pem[split...]), String(pem[..<split])))
        try await client.closing { try await body(client) }
    }

    @Test("An operator sees the inventory, as JSON and as a page without a device's own markup")
    func inventory() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                let report = #"{"software":"<b>&","generations":{},"queueDepth":3,"state":"ready"}"#
                #expect(try await device.client.send(.post, "/v1/health", body: Data(report.utf8)).status == 204)
                try await withOperator(running, try await running.hub.addOperator("maria")) { client in
                    let list = try await client.send(.get, "/v1/operator/devices")
                    let text = String(decoding: list.body, as: UTF8.self)
                    #expect(list.status == 200 && text.contains(device.answer.device) && !text.contains("stationKey"))
                    let page = try await client.send(.get, "/operator")
                    let html = String(decoding: page.body, as: UTF8.self)
                    #expect(html.contains(device.answer.device) && html.contains("&lt;b&gt;&amp;"))
                    #expect(!html.contains("<b>&"))
                    #expect(page.headers["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
                }
            }
        }
    }

    @Test("An operator puts a person on a list by a picture, and takes the person off again")
    func lists() async throws {
        try await RunningHub.with { running in
            let master = SyntheticPrints.master(finger: 1, seed: 7)
            let print = Impression(of: master, conditions: Conditions(), seed: 7).image
            let picture = Data(try ImageFile.pngBytes(of: print)).base64EncodedString()
            try await withOperator(running, try await running.hub.addOperator("maria")) { client in
                func change(_ text: String) async throws -> HubClient.Answer {
                    try await client.send(
                        .post, "/v1/operator/lists/interpol", body: Data(text.utf8), headers: Self.json)
                }
                let record = #"{"id":"anna","notice":"red","validUntil":"2030-01-01T00:00:00.000Z","prints":"#
                let put = try await change(#"{"put":[\#(record)[{"finger":"rightIndex","picture":"\#(picture)"}]}]}"#)
                #expect(put.status == 200)
                let published = try JSONDecoder().decode([Publication].self, from: put.body)
                #expect(published.map(\.generation) == [1] && published.map(\.records) == [1])
                let removed = try await change(#"{"remove":["anna"]}"#)
                let after = try JSONDecoder().decode([Publication].self, from: removed.body)
                #expect(after.map(\.generation) == [2] && after.map(\.records) == [0])
                let whole = try TemplateExtractor().extract(print).template
                let few = Template(
                    width: whole.width, height: whole.height, quality: 80, minutiae: Array(whole.minutiae.prefix(5)))
                let template = Data(few.bytes).base64EncodedString()
                let poor = #"{"id":"berta","notice":"red","prints":[{"template":"\#(template)"}]}"#
                for (text, code) in [
                    (#"{"put":[\#(poor)]}"#, "hub.unusablePrint"), (#"{"puts":[]}"#, "hub.body.invalid"),
                    (#"{"put":[\#(poor),\#(poor)]}"#, "list.record"), (#"{"remove":["a","a"]}"#, "list.record"),
                    (#"{"put":[\#(poor)],"remove":["berta"]}"#, "list.record"),
                    (#"{"remove":["cafe\#u{301}"]}"#, "list.record"),
                    ("{", "hub.body.invalid"), (#"{"put":[\#(record)[]}]}"#, "hub.unusablePrint"),
                    (#"{"put":[\#(record)[{"picture":"AAAA"}]}]}"#, "hub.unusablePrint"),
                    (#"{"put":[{"id":"a","notice":"pink","prints":[{"picture":"\#(picture)"}]}]}"#, "hub.word"),
                ] {
                    let refused = try await change(text)
                    #expect(refused.status == 400 && refused.code == code)
                }
                let accepted = try await change(#"{"put":[\#(poor)],"acceptPoor":true}"#)
                #expect(accepted.status == 200)
                // Nobody is on a list that is not there, and none of that name can be made.
                for (text, code) in [
                    (#"{"remove":["a"]}"#, "hub.list"), (#"{"put":[\#(poor)],"acceptPoor":true}"#, "list.owner"),
                ] {
                    let owner = try await client.send(
                        .post, "/v1/operator/lists/NO", body: Data(text.utf8), headers: Self.json)
                    #expect(owner.status == 400 && owner.code == code)
                }
            }
        }
    }

    @Test("An operator revokes a device and gives another its lists")
    func devices() async throws {
        try await RunningHub.with { running in
            try await running.hub.change("interpol", [])
            try await running.withDevice { device in
                let path = "/v1/operator/devices/\(device.answer.device)"
                try await withOperator(running, try await running.hub.addOperator("maria")) { client in
                    let none = try await client.send(
                        .put, path + "/lists", body: Data(#"{"owners":[]}"#.utf8), headers: Self.json)
                    #expect(none.status == 204)
                    #expect(try await running.hub.devices().first?.lists.owners == [])
                    let unknown = try await client.send(
                        .put, path + "/lists", body: Data(#"{"owners":["interpool"]}"#.utf8), headers: Self.json)
                    #expect(unknown.status == 400 && unknown.code == "hub.list")
                    #expect(try await client.send(.post, path + "/revoke", headers: Self.json).status == 204)
                    #expect(try await device.client.send(.get, "/v1/messages").code == "hub.revoked")
                }
            }
        }
    }

    @Test("An operator sees an alarm and clears it, and is told of a case that is not there")
    func alarms() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                for number in [7, 3] {
                    let head = "\(number):" + String(repeating: "a", count: 64)
                    let report =
                        #"{"software":"1","generations":{},"queueDepth":0,"state":"ready","auditHead":"\#(head)"}"#
                    #expect(try await device.client.send(.post, "/v1/health", body: Data(report.utf8)).status == 204)
                }
                try await withOperator(running, try await running.hub.addOperator("maria")) { client in
                    func shown(_ path: String) async throws -> Bool {
                        let answer = try await client.send(.get, path)
                        return String(decoding: answer.body, as: UTF8.self).contains("was at record 7")
                    }
                    #expect(try await shown("/operator"))
                    #expect(try await shown("/v1/operator/devices"))
                    let path = "/v1/operator/devices/\(device.answer.device)/alarms"
                    #expect(try await client.send(.delete, path, headers: Self.json).status == 204)
                    #expect(try await !shown("/v1/operator/devices"))
                    for (name, body, status, code) in [
                        ("C-000001", #"{"status":"confirmed"}"#, 404, "hub.case"),
                        ("none", #"{"status":"confirmed"}"#, 404, "hub.case"),
                        ("C-000001", #"{"status":"forgotten"}"#, 400, "hub.body.invalid"),
                        ("C-000001", #"{"status":"confirmed","text":""}"#, 400, "hub.text"),
                    ] as [(String, String, UInt, String)] {
                        let answer = try await client.send(
                            .post, "/v1/operator/hits/\(name)/reply", body: Data(body.utf8), headers: Self.json)
                        #expect(answer.status == status && answer.code == code)
                    }
                    // What is wrong with the hub itself keeps nobody from the page that says it.
                    let metadata = running.hub.folder.repository.appending(path: "metadata")
                    try FileManager.default.removeItem(at: metadata.appending(path: "timestamp.json"))
                    let page = try await client.send(.get, "/operator")
                    #expect(page.status == 200)
                    #expect(String(decoding: page.body, as: UTF8.self).contains("devices would not believe"))
                }
            }
        }
    }

    @Test("Nobody else is let in: no device, no operator that was removed or has a newer certificate, no other site")
    func refused() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                for path in ["/operator", "/v1/operator/devices"] {
                    let answer = try await device.client.send(.get, path)
                    #expect(answer.status == 403 && answer.code == "hub.operator")
                }
            }
            let first = try await running.hub.addOperator("maria")
            try await withOperator(running, first) { old in
                // What a form of another site can send.
                let form = try await old.send(
                    .post, "/v1/operator/lists/interpol", body: Data("{}".utf8), headers: ["Content-Type": "text/plain"]
                )
                #expect(form.status == 415 && form.code == "hub.contentType")
                #expect(try await old.send(.get, "/v1/messages").code == "hub.unknownDevice")
                let second = try await running.hub.addOperator("maria")
                #expect(try await old.send(.get, "/operator").code == "hub.operator")
                try await withOperator(running, second) { new in
                    #expect(try await new.send(.get, "/operator").status == 200)
                    try await running.hub.removeOperator("maria")
                    #expect(try await new.send(.get, "/operator").code == "hub.operator")
                }
            }
            for name in ["", "a b", "ä", String(repeating: "a", count: 41)] {
                await #expect(throws: Fault(.init("hub.operator"), "")) { try await running.hub.addOperator(name) }
            }
        }
    }

    @Test("A misspelt member of a request is refused, and nothing is done: no right without an end, no reply")
    func misspelt() async throws {
        try await RunningHub.with { running in
            try await running.hub.change("interpol", [])
            try await running.withDevice { (device: EnrolledDevice) async throws in
                let identifier = try #require(UUIDv7(device.answer.device))
                try await running.hub.allow(identifier, ListRights([]))
                try await withOperator(running, try await running.hub.addOperator("maria")) {
                    (client: HubClient) async throws in
                    func send(_ method: HubClient.Method, _ path: String, _ body: String) async throws -> UInt {
                        try await client.send(
                            method, "/v1/operator/" + path, body: Data(body.utf8), headers: Self.json
                        ).status
                    }
                    let lists = "devices/\(identifier)/lists"
                    for body in [#"{"owner":["interpol"]}"#, #"{"owners":[],"lists":null}"#, #"{"Owners":null}"#] {
                        #expect(try await send(.put, lists, body) == 400, "\(body)")
                    }
                    #expect(try await running.hub.devices().first?.lists == ListRights([]))
                    for body in [
                        #"{"status":"confirmed","txt":"Detain"}"#, #"{"Status":"confirmed"}"#,
                        #"{"status":"confirmed","status ":"dismissed"}"#,
                    ] {
                        #expect(try await send(.post, "hits/C-000001/reply", body) == 400, "\(body)")
                    }
                    #expect(try await send(.put, lists, #"{"owners":["interpol"]}"#) == 204)
                    #expect(try await running.hub.devices().first?.lists == ListRights(["interpol"]))
                }
            }
        }
    }
}
