import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import SwiftASN1
import X509

/// What a listener shows in a handshake of its own, whoever signed it.
enum ServedCertificate {
    static func at(port: Int) async throws -> Certificate? {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv13
        let context = try NIOSSLContext(configuration: tls)
        let group = MultiThreadedEventLoopGroup.singleton
        let promise = group.any().makePromise(of: [UInt8]?.self)
        let channel = try await ClientBootstrap(group: group).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let handler = try NIOSSLClientHandler(context: context, serverHostname: nil) {
                    (shown: [NIOSSLCertificate], verdict: EventLoopPromise<NIOSSLVerificationResult>) in
                    promise.succeed(try? shown.first?.toDERBytes())
                    verdict.succeed(.failed)
                }
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }.connect(host: "127.0.0.1", port: port).get()
        channel.closeFuture.whenComplete { _ in promise.succeed(nil) }
        return try await promise.futureResult.get().map { try Certificate(derEncoded: $0) }
    }
}
