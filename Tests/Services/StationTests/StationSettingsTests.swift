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

    @Test(
        "Two that contradict each other stop the start: the message names both, and where each was set",
        arguments: [
            (["SEARCH_RED": "0.05"], ["search.red", "search.yellow"]),
            (["SEARCH_YELLOW": "0.00001"], ["search.red", "search.yellow"]),
            (["QUALITY_MINIMUM": "80"], ["quality.minimum", "quality.enough"]),
            (["QUALITY_ENOUGH": "10"], ["quality.minimum", "quality.enough"]),
        ])
    func contradiction(values: [String: String], named: [String]) throws {
        let environment = Dictionary(uniqueKeysWithValues: values.map { ("RIDGELINED_\($0)", $1) })
        let fault = #expect(throws: Fault(.init("config.value"), "")) {
            try Settings<StationSettings>(file: nil, environment: environment)
        }
        for words in named + environment.keys + environment.values + ["default"] {
            #expect(fault?.message.contains(words) == true, "\(words)")
        }
    }

    @Test("Two that are equal do not, and nobody is waited for longer than the encounter lasts")
    func equal() throws {
        let settings = try Settings<StationSettings>(
            file: nil,
            environment: [
                "RIDGELINED_SEARCH_RED": "0.02", "RIDGELINED_SEARCH_YELLOW": "0.02",
                "RIDGELINED_QUALITY_MINIMUM": "60", "RIDGELINED_QUALITY_ENOUGH": "60",
                "RIDGELINED_ENCOUNTER_SILENCE": "9",
            ])
        #expect(try StationPolicy(settings).acquisition.patience == .seconds(9))
    }
}
