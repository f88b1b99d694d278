internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import NIOHTTPTypes
internal import NIOSSL
internal import NIOTLS
internal import Serving
internal import SwiftASN1
internal import X509

/// Gives a connection its place, and closes it when it does not say in time who it is.
///
/// Belongs to its channel's event loop.
final class HandshakeGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    /// What a connection has to do in time.
    enum Proof: Sendable {
        /// Show a client certificate that TLS believes; the place is then a known one's.
        case certificate
        /// Ask for something; the place stays a stranger's.
        case request
    }

    private let proof: Proof
    private let limit: TimeAmount
    private let places: ConnectionPlaces
    private var closing: Scheduled<Void>?

    init(_ proof: Proof, within limit: TimeAmount, _ places: ConnectionPlaces) {
        self.proof = proof
        self.limit = limit
        self.places = places
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        places.arrive(channel, from: context.remoteAddress?.ipAddress ?? "")
        closing = context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .certificate = proof, case .handshakeCompleted? = event as? TLSUserEvent {
            closing?.cancel()
            places.recognise(context.channel, as: name(context))
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .request = proof, case .head = unwrapInboundIn(data) { closing?.cancel() }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        closing?.cancel()
        places.leave(context.channel)
        context.fireChannelInactive()
    }

    private func name(_ context: ChannelHandlerContext) -> String {
        guard let tls = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self),
            let bytes = try? tls.peerCertificate?.toDERBytes(), let certificate = try? Certificate(derEncoded: bytes)
        else { return "" }
        return CertificateText.commonName(certificate) ?? ""
    }
}

/// Lets Hummingbird accept no more than there are places for.
struct FreePlaces: AvailableConnectionsDelegate {
    let places: ConnectionPlaces

    mutating func connectionOpened() {}
    mutating func connectionClosed() {}
    func isAcceptingNewConnections() -> Bool { places.isFree }
}
