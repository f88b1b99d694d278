import ArgumentParser
import AsyncHTTPClient
import CaseMessages
import CommandSupport
import Foundation
import Ground

/// `ridgeline bench hub`
struct BenchHub: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hub",
        abstract: "Measure a hub under many devices, each with its own certificate and mutual TLS, over loopback.",
        discussion: """
            Makes a hub in a temporary folder, serves it, enrols the devices, and lets them all work at once: first
            every device connects and fetches the lists at the same moment, then each does what a link does (upload a
            hit, look for new lists, for messages, say how it is) as often as asked, without a pause. Devices and hub
            share this machine's processors.

            EXAMPLES
              ridgeline bench hub --devices 500 --rounds 10
              ridgeline bench hub --devices 64 --rounds 200 --uploads-only
              ridgeline bench hub --hubs 2 --database 'postgresql://me@/hub?host=/run/postgresql'

            Exit status: 0 when every request was served, 1 otherwise.
            """)

    @Option(help: "Devices, 1 to 2000.")
    var devices = 500

    @Option(help: "How often each device does its work.")
    var rounds = 10

    @Option(help: "Bytes of a hit as it is uploaded.")
    var itemBytes = 2048

    @Flag(help: "Upload hits and nothing else.")
    var uploadsOnly = false

    @Option(help: "Processes that serve the hub; more than one need --database.")
    var hubs = 1

    @Option(help: ArgumentHelp("A PostgreSQL server for the hub's records.", valueName: "url"))
    var database: String?

    @Option(help: ArgumentHelp("The folder of a hub that is served already.", valueName: "dir"))
    var data: String?

    @Flag(help: "Send every hit to every hub at once until each has signed for it, and compare the receipts.")
    var everywhere = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...2000).contains(devices), rounds > 0, (1...SealedItem.limit).contains(itemBytes),
            (1...8).contains(hubs)
        else {
            throw ValidationError("Give 1 to 2000 devices, 1 to 8 hubs, and items of 1 to 1048576 bytes.")
        }
    }

    func run() async throws {
        // Files of devices are not what is measured: in memory where the system has such a folder.
        let memory = URL(filePath: "/dev/shm")
        let isThere = FileManager.default.isWritableFile(atPath: memory.path)
        let scratch = FileManager.default.temporaryDirectory.appending(path: "ridgeline-bench-\(UUIDv7())")
        let state = (isThere ? memory : scratch).appending(path: "ridgeline-bench-\(UUIDv7())")
        defer { for folder in [scratch, state] { try? FileManager.default.removeItem(at: folder) } }
        for folder in [scratch, state] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        let hub = ServedHub(
            data: data.map { URL(filePath: $0) }, scratch: scratch, executable: OwnFolder.program("ridgeline-hub"))
        do {
            let report = try await measure(hub, scratch, state)
            await hub.stop()
            print(json ? try WireJSON.line(report) : report.text)
            guard report.failures == 0 || everywhere else { throw ExitCode(1) }
        } catch {
            await hub.stop()
            throw error
        }
    }

    private func measure(_ hub: ServedHub, _ scratch: URL, _ state: URL) async throws -> HubLoadReport {
        let addresses = try await hub.start(processes: hubs, database: database)
        let invitations = scratch.appending(path: "invitations")
        try await hub.program.run(["invite", "--output", invitations.path, "--count", "\(devices)"])
        let latencies = Latencies()
        let progress = ProgressLine()
        var ready: [LoadDevice] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: invitations.path).sorted() {
            ready.append(
                try await LoadDevice(
                    invitations.appending(path: name), in: state.appending(path: name), latencies: latencies))
            progress.report("enrolled", ready.count, of: devices)
        }
        let load = HubLoad(devices: ready, hubs: addresses, itemBytes: itemBytes)
        let before = await (cpu: hub.cpuSeconds(), own: Self.ownCPU())
        let start = ContinuousClock.now
        if !everywhere { await load.connect() }
        let connected = ContinuousClock.now
        let middle = await (cpu: hub.cpuSeconds(), own: Self.ownCPU())
        if everywhere {
            try await load.workEverywhere(rounds: rounds, patience: .seconds(180))
        } else {
            await load.work(rounds: rounds, uploadsOnly: uploadsOnly)
        }
        let seconds = (ContinuousClock.now - connected) / .seconds(1)
        let after = await (cpu: hub.cpuSeconds(), own: Self.ownCPU())
        for device in ready { try await device.client.shutdown() }
        return HubLoadReport(
            devices: devices, hubs: hubs, database: database == nil ? "SQLite" : "PostgreSQL", itemBytes: itemBytes,
            connectSeconds: (connected - start) / .seconds(1), seconds: seconds, served: load.succeeded,
            failures: load.failed, perSecond: Double(load.succeeded) / seconds, kinds: latencies.summaries,
            allButConnect: latencies.summary(without: "connect"), hubCPUSecondsConnecting: middle.cpu - before.cpu,
            hubCPUSeconds: after.cpu - middle.cpu, clientCPUSeconds: after.own - middle.own, load: Self.load())
    }

    private static func ownCPU() -> Double { ServedHub.cpuSeconds(getpid()) }

    /// The machine's load averages, since 1, 5 and 15 minutes.
    private static func load() -> [Double] {
        var averages = [Double](repeating: 0, count: 3)
        return getloadavg(&averages, 3) == 3 ? averages : []
    }
}
