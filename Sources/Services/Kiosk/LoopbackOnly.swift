internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// Refuses requests that a web page elsewhere could have caused: a foreign `Host` (DNS rebinding), a foreign `Origin`, or
/// what a browser marks as not from our own page (W3C Fetch Metadata), as it does for pictures.
struct LoopbackOnly<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard Self.isLocal(request.head.authority) else {
            throw HTTPError(.forbidden, message: "open the kiosk as 127.0.0.1 or localhost")
        }
        if let origin = request.headers[.origin], let start = origin.range(of: "://") {
            guard Self.isLocal(String(origin[start.upperBound...])) else {
                throw HTTPError(.forbidden, message: "pages of other sites may not use the kiosk")
            }
        }
        if let site = request.headers[.fetchSite], site != "same-origin", site != "none" {
            throw HTTPError(.forbidden, message: "pages of other sites may not use the kiosk")
        }
        return try await next(request, context)
    }

    static func isLocal(_ authority: String?) -> Bool {
        guard let authority else { return false }
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        return ["127.0.0.1", "localhost", "[::1]"].contains(String(host))
    }
}

extension HTTPField.Name {
    fileprivate static let fetchSite = plain("Sec-Fetch-Site")

    /// A header's name that stands in the program.
    static func plain(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a token, as RFC 9110 has it") }
        return name
    }
}
