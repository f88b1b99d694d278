internal import Ground
internal import HTTPTypes
internal import Hummingbird

/// Refuses a `Host` that is not ours to the letter: a name of another's that leads to this machine (DNS rebinding).
struct OwnAddressOnly: RouterMiddleware {
    /// The port that the browser knows, where the connection does not say.
    let port: Int

    func handle(
        _ request: Request, context: KioskContext, next: (Request, KioskContext) async throws -> Response
    ) async throws -> Response {
        let port = context.channel.localAddress?.port ?? port
        // Two of one header are read differently by different programs.
        guard let host = request.head.authority, Self.hosts(port).contains(host), request.headers[.repeatedHost] == nil
        else { throw Fault(.kioskForeign, "open the kiosk as http://127.0.0.1:\(port)/") }
        return try await next(request, context)
    }

    private static func hosts(_ port: Int) -> [String] {
        let names = ["127.0.0.1", "localhost"]
        return names.map { "\($0):\(port)" } + (port == 80 ? names : [])
    }
}
