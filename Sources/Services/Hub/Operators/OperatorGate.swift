internal import Ground
internal import Hummingbird
internal import Logging

/// Lets operators in by the certificate of their TLS connection: one that this hub issued as the last of that name.
///
/// What changes something must be JSON, which no page of another site can make an operator's browser send.
struct OperatorGate: RouterMiddleware {
    let operators: OperatorBook

    func handle(
        _ request: Request, context: DeviceContext, next: (Request, DeviceContext) async throws -> Response
    ) async throws -> Response {
        guard let certificate = try await context.peerCertificate(),
            let commonName = CertificateText.commonName(certificate), commonName.hasPrefix(Hub.operatorPrefix)
        else { throw Self.refusal }
        let name = String(commonName.dropFirst(Hub.operatorPrefix.count))
        guard try await operators.holds(name, keyDigest: try CertificateText.keyDigest(certificate)) else {
            throw Self.refusal
        }
        guard request.method == .get || request.headers[.contentType] == "application/json" else {
            throw Refusal(.unsupportedMediaType, .hubContentType, "send JSON, with Content-Type: application/json")
        }
        var context = context
        context.logger[metadataKey: "operator"] = "\(name)"
        if request.method != .get {
            context.logger.notice("operator", metadata: ["method": "\(request.method)", "path": "\(request.uri.path)"])
        }
        return try await next(request, context)
    }

    private static let refusal = Refusal(
        .forbidden, .hubOperator, "this is for operators: use a certificate of ridgeline-hub operator add")
}
