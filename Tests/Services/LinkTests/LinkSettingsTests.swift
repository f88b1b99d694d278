import Foundation
import Ground
import Link
import Operations
import Testing

@Suite("The link's settings")
struct LinkSettingsTests {
    @Test("The sample file is accepted and changes nothing")
    func sample() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "link-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: url) }
        try LinkSettings.sampleFile.write(to: url, atomically: true, encoding: .utf8)
        let settings = try Settings<LinkSettings>(file: url, environment: [:])
        #expect(settings.effective.map(\.value) == LinkSettings.definitions.map(\.standard))
        #expect(settings.effective.count == 7)
        let configuration = Link.Configuration(settings)
        #expect(configuration.hubURL == nil && configuration.mirrorURL == nil && configuration.enrolmentURL == nil)
        let standard = Link.Configuration()
        #expect(configuration.pollInterval == standard.pollInterval)
        #expect(configuration.uploadInterval == standard.uploadInterval)
    }

    @Test("The hub is spoken to by https alone, a mirror also by http", arguments: ["HUB_URL", "HUB_ENROLMENT"])
    func addresses(name: String) throws {
        func settings(_ name: String, _ value: String) throws(Fault) -> Settings<LinkSettings> {
            try Settings<LinkSettings>(file: nil, environment: ["RIDGELINE_LINK_\(name)": value])
        }
        for bad in ["http://hub.example", "https://hub.example:65536", "https://user@hub.example", "https://"] {
            #expect(throws: Fault(.init("config.value"), "")) { try settings(name, bad) }
        }
        #expect(try settings(name, "https://hub.example").effective.contains { $0.value == "https://hub.example" })
        #expect(try Link.Configuration(settings("LISTS_MIRROR", "http://10.0.0.1")).mirrorURL?.host == "10.0.0.1")
    }

    @Test("The hub's two listeners have two addresses")
    func contradiction() throws {
        func settings(_ hub: String, _ enrolment: String) throws(Fault) -> Settings<LinkSettings> {
            try Settings<LinkSettings>(
                file: nil, environment: ["RIDGELINE_LINK_HUB_URL": hub, "RIDGELINE_LINK_HUB_ENROLMENT": enrolment])
        }
        let fault = #expect(throws: Fault(.init("config.value"), "")) {
            try settings("https://hub.example:8443", "https://hub.example:8443")
        }
        #expect(fault?.message.contains("hub.url") == true && fault?.message.contains("hub.enrolment") == true)
        #expect(throws: Never.self) { try settings("https://hub.example:8443", "https://hub.example:8444") }
        #expect(throws: Never.self) { try settings("", "") }
    }
}
