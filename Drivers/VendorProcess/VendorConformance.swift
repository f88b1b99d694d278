internal import Capture
internal import Foundation
internal import Ground
internal import Imaging

/// Tries out whether a vendor's process keeps to docs/vendor-readers.md, check by check.
public struct VendorConformance: Sendable {
    /// One thing that was tried.
    public struct Check: Sendable, Codable, Equatable {
        public let name: String
        /// nil when it passed.
        public let objection: String?
    }

    /// A check that fails, in words.
    private struct Objection: Error { let text: String }
    private typealias Body = @Sendable (VendorChannel) async throws -> Void

    private static let quick = Duration.seconds(2)

    private let path: String
    private let arguments: [String]
    private let fingerTime: Duration
    private let note: @Sendable (String) -> Void

    /// - Parameters:
    ///   - fingerTime: how long a person, or a machine in their place, has to place a finger, and to lift it.
    ///   - note: tells that person what to do.
    public init(
        _ path: String, arguments: [String] = [], fingerTime: Duration = .seconds(30),
        note: @escaping @Sendable (String) -> Void
    ) {
        self.path = path
        self.arguments = arguments
        self.fingerTime = fingerTime
        self.note = note
    }

    /// Runs every check, each on a connection of its own, and hands on its outcome.
    public func run(report: (Check) -> Void) async {
        for (name, body) in checks { report(await outcome(name, body)) }
        report(
            await outcome("serves a finger from its placement to its lifting, twice, closed in between") { _ in
                try await serveFingers()
            })
    }

    private var checks: [(String, Body)] {
        [
            ("says hello in version 1", { try await hello($0) }),
            (
                "refuses a version it does not know and goes on",
                { channel in
                    try await refused(channel, .hello, WipingBytes([0xFF, 0xFF]), code: VendorFault.version)
                    try await hello(channel)
                }
            ),
            (
                "describes a reader within the bounds, and the same twice",
                { channel in
                    try await hello(channel)
                    guard try await describe(channel) == describe(channel) else {
                        throw Objection(text: "it described another reader the second time")
                    }
                }
            ),
            (
                "reads a request that comes byte by byte",
                { channel in
                    try await hello(channel)
                    _ = try await channel.ask(.describe, within: Self.quick, inPieces: true)
                }
            ),
            (
                "answers a request that does not exist with a fault, and goes on",
                { channel in
                    try await hello(channel)
                    try await refused(channel, .pong, code: VendorFault.unknown)
                    _ = try await describe(channel)
                }
            ),
            (
                "refuses a picture before it is opened, and goes on",
                { channel in
                    try await hello(channel)
                    try await refused(channel, .capture, code: VendorFault.misuse)
                    _ = try await describe(channel)
                }
            ),
            (
                "answers pings while it waits for a finger, and ends the wait when it is called off",
                { channel in
                    try await hello(channel)
                    channel.expectFrames(of: try await pixels(channel))
                    _ = try await channel.ask(.open, within: .seconds(10)).expected(.opened, of: path)
                    let waiting = Task { try await channel.ask(.awaitFinger, within: nil) }
                    for _ in 0..<3 { _ = try await channel.ask(.ping, within: .seconds(1)).expected(.pong, of: path) }
                    waiting.cancel()
                    let answer = try await waiting.value
                    guard [.fingerOn, .fault].contains(answer.kind) else {
                        throw Objection(text: "it answered with \(answer.kind)")
                    }
                    _ = try await channel.ask(.close, within: Self.quick).expected(.closed, of: path)
                }
            ),
            (
                "hangs up on a length that is too great, rather than waiting for it",
                { channel in
                    try await hello(channel)
                    channel.sendRaw([0xFF, 0xFF, 0xFF, 0x7F, VendorMessage.Kind.describe.rawValue, 9, 0, 0, 0])
                    try await within(Self.quick, "it did not hang up") { await channel.ended() }
                }
            ),
        ]
    }

    // MARK: - Steps

    private func outcome(_ name: String, _ body: Body) async -> Check {
        do {
            let channel = VendorChannel(try VendorSocket.open(path, arguments: arguments))
            defer { channel.close() }
            try await body(channel)
            return Check(name: name, objection: nil)
        } catch let objection as Objection {
            return Check(name: name, objection: objection.text)
        } catch {
            return Check(name: name, objection: "\(error)")
        }
    }

    private func hello(_ channel: VendorChannel) async throws {
        let greeting = WipingBytes(VendorMessage.greeting)
        let answer = try await channel.ask(.hello, payload: greeting, within: Self.quick).expected(.helloed, of: path)
        guard answer.payload.withBytes({ Array($0) }) == VendorMessage.greeting else {
            throw Objection(text: "it answered with another version")
        }
    }

    private func describe(_ channel: VendorChannel) async throws -> VendorDescription {
        try VendorDescription(
            decoding: try await channel.ask(.describe, within: Self.quick).expected(.description, of: path).payload)
    }

    private func pixels(_ channel: VendorChannel) async throws -> Int {
        let identity = try await describe(channel).identity
        return identity.width * identity.height
    }

    private func refused(
        _ channel: VendorChannel, _ kind: VendorMessage.Kind, _ payload: WipingBytes = WipingBytes([]), code: String
    ) async throws {
        let answer = try await channel.ask(kind, payload: payload, within: Self.quick)
        guard answer.kind == .fault else { throw Objection(text: "it answered with \(answer.kind), not with a fault") }
        let fault = try VendorFault(decoding: answer.payload)
        guard fault.code == code else { throw Objection(text: "its fault has the code \(fault.code), not \(code)") }
    }

    /// As the station does it, through the very same reader.
    private func serveFingers() async throws {
        let reader = try await VendorReader(path, arguments: arguments)
        for round in 1...2 {
            try await reader.open()
            note("place a finger on \(reader.identity.model) (\(round) of 2)")
            try await within(fingerTime, "no finger was found") { try await reader.awaitFinger() }
            guard let frame = try await reader.capture() else { throw Objection(text: "the finger left too soon") }
            let greys = Set(frame.image.withPixels { Array($0) })
            guard greys.count > 16 else { throw Objection(text: "its picture has \(greys.count) different greys") }
            note("lift the finger")
            try await within(fingerTime, "the finger was not found to be lifted") { try await reader.awaitFingerOff() }
            await reader.close()
        }
    }

    private func within(
        _ limit: Duration, _ objection: String, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(operation: body)
            group.addTask {
                try await Task.sleep(for: limit)
                throw Objection(text: "\(objection) within \(limit)")
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
