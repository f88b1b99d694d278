public import NIOCore
public import NIOHTTPTypes

/// Closes a connection whose client takes nothing of its answers: it would hold its place, and what waits for it, for ever.
///
/// Belongs to its channel's event loop.
public final class ReadingGuard: ChannelInboundHandler, RemovableChannelHandler {
    public typealias InboundIn = HTTPRequestPart
    public typealias InboundOut = HTTPRequestPart

    private let limit: TimeAmount
    private var closing: Scheduled<Void>?

    /// - Parameter limit: how long nothing more may fit on the way to the client.
    public init(_ limit: TimeAmount) { self.limit = limit }

    public func channelWritabilityChanged(context: ChannelHandlerContext) {
        let channel = context.channel
        closing?.cancel()
        closing = channel.isWritable ? nil : context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
        context.fireChannelWritabilityChanged()
    }

    public func channelInactive(context: ChannelHandlerContext) {
        closing?.cancel()
        context.fireChannelInactive()
    }
}
