internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Finds out why TLS did not believe a server: it asks for the certificate once more, shows none, and hangs up.
struct HubDiagnosis: Sendable {
    let authority: String
    let clock: LinkClock

    /// - Returns: `clock.ahead`, `clock.behind`, `hub.name`; nil where the server is simply not the hub.
    func explain(_ address: ServerAddress) async -> Fault? {
        guard let certificate = try? await certificate(address.host, address.port) else { return nil }
        return HubCertificate.complaint(about: certificate, authority: authority, address: address, now: clock.shown)
    }

    private func certificate(_ host: String, _ port: Int) async throws -> [UInt8]? {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv13
        let context = try NIOSSLContext(configuration: tls)
        let group = MultiThreadedEventLoopGroup.singleton
        let promise = group.any().makePromise(of: [UInt8]?.self)
        let bootstrap = ClientBootstrap(group: group).connectTimeout(.seconds(10)).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let handler = try NIOSSLClientHandler(context: context, serverHostname: Self.name(host)) {
                    (shown: [NIOSSLCertificate], answer: EventLoopPromise<NIOSSLVerificationResult>) in
                    promise.succeed(try? shown.first?.toDERBytes())
                    answer.succeed(.failed)
                }
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }
        let channel: any Channel
        do { channel = try await bootstrap.connect(host: host, port: port).get() } catch {
            promise.succeed(nil)
            throw error
        }
        channel.closeFuture.whenComplete { _ in promise.succeed(nil) }
        channel.eventLoop.scheduleTask(in: .seconds(10)) { channel.close(promise: nil) }
        return try await promise.futureResult.get()
    }

    /// The extension for names takes no addresses.
    private static func name(_ host: String) -> String? {
        let digits = Set("0123456789.:abcdefABCDEF")
        return host.contains(":") || host.allSatisfy { digits.contains($0) && !$0.isLetter } ? nil : host
    }
}
