import DeviceIdentity
import Foundation
import Ground
import Hub
import Logging
import LoopbackPorts
import ServiceLifecycle

/// A real hub on loopback that a test can stop and start again at the same ports.
struct LoopbackHub: Sendable {
    let hub: Hub

    init(_ folder: URL) async throws { hub = try await Hub.create(at: folder, title: "test hub", hosts: ["127.0.0.1"]) }

    init(_ hub: Hub) { self.hub = hub }

    /// Serves while `body` runs, then shuts down; no connection outlives it.
    func serving<R: Sendable>(quota: Quota = Quota(), _ body: () async throws -> R) async throws -> R {
        let (ready, told) = AsyncStream.makeStream(of: Void.self)
        var logger = Logger(label: "hub")
        logger.logLevel = .critical
        var configuration = HubServer.Configuration(idleTimeout: .seconds(2), requestTimeout: .seconds(2))
        configuration.quota = quota
        if !FileManager.default.fileExists(atPath: hub.folder.root.appending(path: "ports.json").path) {
            configuration.enrolmentPort = LoopbackPorts.free()
            configuration.devicePort = LoopbackPorts.free()
        }
        let server = HubServer(hub: hub, configuration: configuration, logger: logger) { _ in told.yield() }
        let group = ServiceGroup(services: [server], logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { told.finish() }
                try await group.run()
            }
            do {
                // A hub that cannot listen says why, before anybody asks it for something.
                guard await ready.first(where: { true }) != nil else {
                    try await tasks.waitForAll()
                    throw Fault(.init("test.hub"), "the hub ended before it listened")
                }
                let result = try await body()
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return result
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
        }
    }

    /// A fresh hub that is served while `body` runs, and the folder that it lies in, which goes when the test is done.
    static func served(_ body: (LoopbackHub, URL) async throws -> Void) async throws {
        try await inFolder { folder in
            let center = try await LoopbackHub(folder.appending(path: "hub"))
            try await center.serving { try await body(center, folder) }
        }
    }

    /// A folder that goes when the test is done.
    static func inFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "link-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }
}
