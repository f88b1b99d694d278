import Foundation
import Ground

/// A hub of this machine that a measurement uses: made for it in a temporary folder, or one that is already served.
struct ServedHub {
    private struct Ports: Decodable { let enrolment, device: Int }

    let data: URL
    let program: Program
    private let supervisor = Supervisor()
    private let isOwn: Bool

    /// - Parameter data: the folder of a hub that somebody serves; nil to make one and serve it.
    init(data: URL?, scratch: URL, executable: URL) {
        isOwn = data == nil
        self.data = data ?? scratch.appending(path: "hub")
        program = Program(executable: executable, common: ["--data", self.data.path])
    }

    /// - Parameter processes: how many serve the hub; more than one need a database.
    /// - Returns: the addresses of the device listeners.
    func start(processes: Int, database: String?) async throws -> [String] {
        if isOwn {
            try await program.run(["init"] + (database.map { ["--database", $0] } ?? []))
            for number in 0..<processes {
                let name = number == 0 ? [] : ["--instance", "\(number + 1)"]
                try await supervisor.start(
                    .init(
                        name: "ridgeline-hub \(number + 1)", executable: program.executable,
                        arguments: ["serve", "--data", data.path] + name,
                        // What is measured is the hub's pace, not the share of one device.
                        environment: [
                            "RIDGELINE_HUB_LOG_LEVEL": "warning", "RIDGELINE_HUB_QUOTA_ITEMS": "100000000",
                            "RIDGELINE_HUB_QUOTA_MEGABYTES": "1000000",
                        ],
                        journal: data.appending(path: "journal-\(number + 1)")))
            }
        }
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            let found = ports()
            if found.count >= processes { return found.map { "https://127.0.0.1:\($0.device)" } }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Fault(.benchHub, "the hub in \(data.path) is not served; see its journal there")
    }

    /// CPU seconds that the hub's processes have used; 0 for a hub that somebody else serves.
    func cpuSeconds() async -> Double {
        await supervisor.processIdentifiers.reduce(0) { $0 + Self.cpuSeconds($1) }
    }

    func stop() async { _ = await supervisor.stop() }

    private func ports() -> [Ports] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: data.path)) ?? []
        return names.sorted().filter { $0.hasPrefix("ports") && $0.hasSuffix(".json") }.compactMap { name in
            (try? Data(contentsOf: data.appending(path: name))).flatMap {
                try? JSONDecoder().decode(Ports.self, from: $0)
            }
        }
    }

    /// The 14th and 15th field of proc(5) `stat`.
    static func cpuSeconds(_ process: Int32) -> Double {
        guard let text = KernelText.read("/proc/\(process)/stat"),
            let end = text.lastIndex(of: ")")
        else { return 0 }
        let fields = text[end...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
