internal import NIOCore
internal import Serving

/// Gives a connection its place while it lasts: a stranger's, until one of its requests shows the key.
///
/// Belongs to its channel's event loop.
final class ConnectionPlace: ChannelInboundHandler {
    typealias InboundIn = NIOAny
    typealias InboundOut = NIOAny

    private let places: ConnectionPlaces
    private let name: String

    /// - Parameter name: whose it is.
    init(_ places: ConnectionPlaces, _ name: String) {
        (self.places, self.name) = (places, name)
    }

    func channelActive(context: ChannelHandlerContext) {
        places.arrive(context.channel, from: name)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        places.leave(context.channel)
        context.fireChannelInactive()
    }
}
