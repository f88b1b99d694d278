public import NIOCore
public import NIOHTTPTypes

/// Closes a connection whose request is not complete in time, so that nobody can hold one with a drip or a flood, and
/// one that outlives the server's shutdown. A request whose head does not come is the server's idle limit's to end.
///
/// Belongs to its channel's event loop.
public final class ConnectionGuard: ChannelInboundHandler, RemovableChannelHandler {
    public typealias InboundIn = HTTPRequestPart
    public typealias InboundOut = HTTPRequestPart

    /// How long a request may go on when the server is told to shut down; the whole must be over within a second.
    private static let grace = TimeAmount.milliseconds(400)

    private let requestLimit: TimeAmount
    private var closing: Scheduled<Void>?

    /// - Parameter requestLimit: from the end of a request's head to the end of its body.
    public init(_ requestLimit: TimeAmount) { self.requestLimit = requestLimit }

    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: closing = Self.close(context.channel, in: requestLimit)
        case .body: break
        case .end: closing?.cancel()
        }
        context.fireChannelRead(data)
    }

    public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { Self.close(context.channel, in: Self.grace) }
        context.fireUserInboundEventTriggered(event)
    }

    public func channelInactive(context: ChannelHandlerContext) {
        closing?.cancel()
        context.fireChannelInactive()
    }

    @discardableResult
    private static func close(_ channel: any Channel, in limit: TimeAmount) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    }
}
