internal import NIOCore
internal import NIOHTTPTypes
internal import Serving

/// Gives a connection its place while it lasts: a stranger's, until one of its requests shows the key.
///
/// Belongs to its channel's event loop.
final class ConnectionPlace: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let places: ConnectionPlaces

    init(_ places: ConnectionPlaces) { self.places = places }

    func channelActive(context: ChannelHandlerContext) {
        places.arrive(context.channel, from: "")
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        places.leave(context.channel)
        context.fireChannelInactive()
    }
}
