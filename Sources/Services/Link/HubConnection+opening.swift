internal import AsyncHTTPClient
internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import NIOCore
internal import NIOSSL

extension HubConnection {
    /// Connects lazily and closes everything when `body` returns.
    ///
    /// - Parameters:
    ///   - onWelcome: called at each answer that does not turn this device away.
    ///   - onRefusal: called at each that does (403).
    static func open<R>(
        to address: ServerAddress, as credential: TLSCredential, clock: LinkClock,
        onWelcome: @escaping @Sendable () -> Void = {},
        onRefusal: @escaping @Sendable (HubAnswer) -> Void = { _ in },
        _ body: (HubConnection) async throws -> R
    ) async throws -> R {
        let key = DeviceTLSKey(credential.key)
        let tls = try HubTLS.configuration(
            authority: credential.authority, certificate: credential.certificate, key: key)
        let diagnosis = HubDiagnosis(authority: credential.authority, clock: clock)
        return try await open(
            to: address, tls: tls,
            faults: ConnectionFaults(
                address: address, key: key, certificateEnds: credential.notAfter, diagnosis: diagnosis),
            onWelcome: onWelcome, onRefusal: onRefusal, body)
    }

    /// As a stranger: to enrol, or to renew.
    static func open<R>(
        to address: ServerAddress, trusting authority: String, clock: LinkClock,
        onRefusal: @escaping @Sendable (HubAnswer) -> Void = { _ in }, _ body: (HubConnection) async throws -> R
    ) async throws -> R {
        try await open(
            to: address, tls: try HubTLS.configuration(authority: authority),
            faults: ConnectionFaults(
                address: address, diagnosis: HubDiagnosis(authority: authority, clock: clock)),
            onRefusal: onRefusal, body)
    }

    /// As a stranger, one question and its answer.
    ///
    /// - Parameter limit: bytes of the answer.
    /// - Throws: ``Fault`` as ``send(_:_:headers:body:limit:)``.
    static func ask(
        _ path: String, _ question: some Encodable & Sendable, of address: ServerAddress, trusting authority: String,
        clock: LinkClock, onRefusal: @escaping @Sendable (HubAnswer) -> Void = { _ in }, limit: Int
    ) async throws(Fault) -> HubAnswer {
        let body = try WireJSON.encode(question)
        do {
            return try await open(to: address, trusting: authority, clock: clock, onRefusal: onRefusal) { hub in
                try await hub.send(
                    .post, path, headers: [("Content-Type", "application/json")], body: body, limit: limit)
            }
        } catch let fault as Fault { throw fault } catch {
            throw Fault(.hubUnreachable, "the hub cannot be reached; check the network", cause: error)
        }
    }

    /// With any TLS: where what comes is verified by itself.
    ///
    /// - Parameter redirects: how many of them are followed; only what is verified by itself may come from elsewhere.
    static func open<R>(
        to address: ServerAddress, tls: TLSConfiguration, redirects: Int, _ body: (HubConnection) async throws -> R
    ) async throws -> R {
        try await open(to: address, tls: tls, faults: ConnectionFaults(address: address), redirects: redirects, body)
    }

    private static func open<R>(
        to address: ServerAddress, tls: TLSConfiguration, faults: ConnectionFaults, redirects: Int = 0,
        onWelcome: @escaping @Sendable () -> Void = {},
        onRefusal: @escaping @Sendable (HubAnswer) -> Void = { _ in },
        _ body: (HubConnection) async throws -> R
    ) async throws -> R {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls,
            // Where a server sends us on to is looked at first, see HubConnection.
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(10), read: .seconds(30)))
        configuration.httpVersion = .http1Only
        // The link has its own patience, see LinkTaskLoop.
        configuration.connectionPool.retryConnectionEstablishment = false
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            try await body(
                HubConnection(
                    client: client, address: address, redirects: redirects, faults: faults, onWelcome: onWelcome,
                    onRefusal: onRefusal))
        }
    }
}
