internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// What stands on every answer, whoever makes it: no browser is to guess that it is something else than it says.
///
/// Belongs to its channel's event loop.
final class AnswerHeaders: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        head.headerFields[.xContentTypeOptions] = "nosniff"
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }
}
