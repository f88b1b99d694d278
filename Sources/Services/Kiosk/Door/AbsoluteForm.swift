internal import NIOCore
internal import NIOHTTP1

/// A request target may be a whole address (RFC 9112, section 3.2.2): its host is then the one that is meant, not the one
/// in `Host`. What is behind would take the path alone.
///
/// Belongs to its channel's event loop.
final class AbsoluteForm: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private static let scheme = "http://"

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), !head.uri.hasPrefix("/") else {
            return context.fireChannelRead(data)
        }
        // Two of one are refused behind, whatever they say.
        if head.headers["Host"].count < 2 { head.headers.replaceOrAdd(name: "Host", value: Self.host(of: head.uri)) }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// What is no address of ours stays whole, which is nobody's name.
    private static func host(of target: String) -> String {
        guard target.lowercased().hasPrefix(scheme) else { return target }
        return String(target.dropFirst(scheme.count).prefix { !"/?#".contains($0) })
    }
}
