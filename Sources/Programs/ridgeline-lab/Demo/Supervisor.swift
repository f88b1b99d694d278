import Foundation
import Ground

/// Runs the processes of the demo and starts them again when they die, as systemd does on a device.
actor Supervisor {
    private struct Child {
        let launch: Launch
        var process: Process
        var restarts = 0
    }
    /// How to start a process.
    struct Launch: Sendable {
        let name: String
        let executable: URL
        let arguments: [String]
        var environment: [String: String] = [:]
        /// Where its output goes.
        let journal: URL
    }

    private var children: [String: Child] = [:]
    private var stopping = false

    func start(_ launch: Launch) throws {
        children[launch.name] = Child(launch: launch, process: try run(launch), restarts: 0)
    }

    /// kill -9: the process has no chance to tidy up; it is started again.
    func kill(_ name: String) {
        guard let process = children[name]?.process, process.isRunning else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
    }

    var processIdentifiers: [Int32] { children.values.map(\.process.processIdentifier) }

    func processIdentifier(of name: String) -> Int32? { children[name]?.process.processIdentifier }

    func restarts(of name: String) -> Int { children[name]?.restarts ?? 0 }

    /// SIGTERM to all.
    /// - Returns: the names of those that did not end cleanly within two seconds; they are killed.
    func stop() async -> [String] {
        stopping = true
        // One that was just killed from outside has nothing to end.
        let running = children.values.filter { $0.process.isRunning }
        for child in running { child.process.terminate() }
        let deadline = ContinuousClock.now + .seconds(2)
        while running.contains(where: \.process.isRunning), ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(20))
        }
        let late = running.filter { $0.process.isRunning || $0.process.terminationStatus != 0 }
        for child in late where child.process.isRunning { Glibc.kill(child.process.processIdentifier, SIGKILL) }
        return late.map(\.launch.name)
    }

    private func run(_ launch: Launch) throws -> Process {
        let process = Process()
        process.executableURL = launch.executable
        process.arguments = launch.arguments
        process.environment = ProcessInfo.processInfo.environment.merging(launch.environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        if !FileManager.default.fileExists(atPath: launch.journal.path) {
            _ = FileManager.default.createFile(atPath: launch.journal.path, contents: nil)
        }
        let journal = try FileHandle(forWritingTo: launch.journal)
        try journal.seekToEnd()
        process.standardOutput = journal
        process.standardError = journal
        process.terminationHandler = { [weak self] _ in
            Task { await self?.ended(launch.name) }
        }
        try process.run()
        return process
    }

    private func ended(_ name: String) async {
        try? await Task.sleep(for: .milliseconds(200))
        guard !stopping, let child = children[name], !child.process.isRunning else { return }
        guard let process = try? run(child.launch) else { return }
        children[name]?.process = process
        children[name]?.restarts += 1
    }
}
