internal import DeviceSettings
internal import Ground
internal import HTTPTypes
internal import Hummingbird
internal import Serving

/// Lets in who shows the key of this start as a bearer token (RFC 6750), as programs do, or a cookie that was got for it, as
/// the kiosk's browser does.
struct KeyRequired: RouterMiddleware {
    static let cookie = "ridgeline"

    let key: KioskKey
    let places: ConnectionPlaces

    func handle(
        _ request: Request, context: KioskContext, next: (Request, KioskContext) async throws -> Response
    ) async throws -> Response {
        guard isOpened(by: request) else {
            throw Fault(
                .kioskKey,
                "this page opens in the kiosk's browser only; start that again, it then has the key of this start")
        }
        places.recognise(context.channel, as: "kiosk")
        return try await next(request, context)
    }

    private func isOpened(by request: Request) -> Bool {
        if let bearer = request.headers[.authorization] {
            return bearer.hasPrefix(KioskKey.scheme) && key.opens(bearer.dropFirst(KioskKey.scheme.count))
        }
        return request.headers[values: .cookie].joined(separator: ";").split(separator: ";").contains { pair in
            let parts = pair.split(separator: "=", maxSplits: 1)
            return parts.count == 2 && parts[0].drop(while: \.isWhitespace) == Self.cookie
                && key.opens(cookie: parts[1])
        }
    }
}
