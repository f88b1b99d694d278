internal import DeviceSettings
internal import Ground
internal import HTTPTypes
internal import Hummingbird
internal import Serving

/// Lets in who shows the key of this start: the kiosk's browser in its cookie, a program as a bearer token (RFC 6750).
struct KeyRequired: RouterMiddleware {
    static let cookie = "ridgeline"

    let key: KioskKey
    let places: ConnectionPlaces

    func handle(
        _ request: Request, context: KioskContext, next: (Request, KioskContext) async throws -> Response
    ) async throws -> Response {
        guard Self.shown(by: request).contains(where: key.opens) else {
            throw Fault(
                .kioskKey,
                "this page opens in the kiosk's browser only; start that again, it then has the key of this start")
        }
        places.recognise(context.channel, as: "kiosk")
        return try await next(request, context)
    }

    private static func shown(by request: Request) -> [Substring] {
        if let bearer = request.headers[.authorization] {
            return bearer.hasPrefix(KioskKey.scheme) ? [bearer.dropFirst(KioskKey.scheme.count)] : []
        }
        return request.headers[values: .cookie].joined(separator: ";").split(separator: ";").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].drop(while: \.isWhitespace) == cookie else { return nil }
            return parts[1]
        }
    }
}
