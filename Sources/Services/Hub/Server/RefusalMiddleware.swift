internal import Ground
internal import Hummingbird
internal import Logging
internal import Operations

/// Turns whatever goes wrong below into a refusal in JSON, and says so in the journal.
struct RefusalMiddleware<Context: RequestContext>: RouterMiddleware {
    let metrics: HubMetrics
    /// Where anybody may ask: strangers' faults are counted in the journal, and nothing of theirs is written there.
    var strangers: Refusals?

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let refusal = Self.refusal(for: error)
            metrics.refused(refusal.code)
            let isOurs = refusal.status.kind == .serverError
            if let strangers, !isOurs {
                strangers.note(refusal.code, "requests at the enrolment port")
                return try refusal.response(from: request, context: context)
            }
            context.logger.log(
                level: isOurs ? .error : .notice, "request refused",
                metadata: [
                    "method": "\(request.method)", "path": "\(request.uri.path.prefix(200))",
                    "status": "\(refusal.status.code)", "code": "\(refusal.code)",
                    // The cause stays here: the device is told only what it did wrong itself.
                    "fault": "\(isOurs ? String(describing: error) : refusal.message)",
                ])
            return try refusal.response(from: request, context: context)
        }
    }

    private static func refusal(for error: any Error) -> Refusal {
        switch error {
        case let refusal as Refusal: refusal
        case let fault as Fault: Refusal(fault)
        case let error as any HTTPResponseError where error.status == .notFound:
            Refusal(.notFound, .hubPath, "there is nothing here; see docs/protocol.md for what there is")
        case let error as any HTTPResponseError where error.status.kind == .clientError:
            Refusal(error.status, .hubRequest, "the request is not understood; see docs/protocol.md")
        default: Refusal(.internalServerError, .hubInternal, "the hub failed; try again later, its journal says why")
        }
    }
}
