internal import Ground
internal import HTTPTypes
internal import Hummingbird

/// Refuses requests that another page has made the kiosk's browser send: an `Origin` that is not our own page's to the
/// letter, or what a browser marks as not from it (W3C Fetch Metadata), as it does for pictures.
///
/// What changes something must say that it comes from our page, or come from a program, which shows the key itself.
struct OwnPageOnly: RouterMiddleware {
    func handle(
        _ request: Request, context: KioskContext, next: (Request, KioskContext) async throws -> Response
    ) async throws -> Response {
        let own = "http://\(request.head.authority ?? "")"
        let origins = request.headers[values: .origin]
        let isReading = request.method == .get || request.method == .head
        let isProgram = request.headers[.authorization] != nil
        let isOwn = origins.isEmpty ? isReading || isProgram : origins == [own]
        let sites = request.headers[values: .fetchSite]
        guard isOwn, sites.allSatisfy({ $0 == "same-origin" || $0 == "none" }) else {
            throw Fault(.kioskForeign, "pages of other sites may not use the kiosk; open its own page")
        }
        return try await next(request, context)
    }
}
