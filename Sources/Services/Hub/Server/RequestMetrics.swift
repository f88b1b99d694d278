internal import Hummingbird

/// Counts every request by its route. Hummingbird's own counts by whatever method a stranger invents.
struct RequestMetrics<Context: RequestContext>: RouterMiddleware {
    let metrics: HubMetrics

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        // Refusals are answers by now.
        let response = try await next(request, context)
        metrics.request(
            context.endpointPath ?? "none", status: Int(response.status.code), took: .now - began)
        return response
    }
}
