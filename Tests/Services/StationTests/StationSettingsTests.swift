import Capture
import DeviceSettings
import Foundation
import Ground
import Identification
import Operations
import Station
import Testing

@Suite("The station's settings")
struct StationSettingsTests {
    @Test("The sample file is accepted and changes nothing")
    func sample() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "station-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: url) }
        try StationSettings.sampleFile.write(to: url, atomically: true, encoding: .utf8)
        let settings = try Settings<StationSettings>(file: url, environment: [:])
        #expect(settings.effective.map(\.value) == StationSettings.definitions.map(\.standard))
        #expect(settings.effective.count == 19)
        let (policy, standard) = (try StationPolicy(settings), AcquisitionPolicy())
        #expect(policy.decision == .standard && policy.expired == .standard)
        #expect(policy.acquisition.time == standard.time && policy.acquisition.enough == standard.enough)
        #expect(policy.acquisition.attempts == standard.attempts)
    }

    @Test("What is written is what the station does")
    func policy() throws {
        let settings = try Settings<StationSettings>(
            file: nil,
            environment: [
                "RIDGELINED_SEARCH_RED": "0.001", "RIDGELINED_SEARCH_YELLOW": "0.002",
                "RIDGELINED_SEARCH_THREADS": "7", "RIDGELINED_QUALITY_TIME": "250", "RIDGELINED_LISTS_EXPIRED": "stop",
            ])
        let policy = try StationPolicy(settings)
        #expect(policy.decision == DecisionPolicy(hit: 0.001, inconclusive: 0.002))
        #expect(policy.searchThreads == 7 && policy.minimumQuality == 20 && policy.expired == .stop)
        #expect(policy.acquisition.time == .milliseconds(250) && policy.acquisition.patience == .seconds(30))
    }

    @Test("A red that is easier to reach than yellow is refused")
    func contradiction() throws {
        let settings = try Settings<StationSettings>(file: nil, environment: ["RIDGELINED_SEARCH_RED": "0.05"])
        #expect(throws: Fault(.init("config.value"), "")) { try StationPolicy(settings) }
    }
}
