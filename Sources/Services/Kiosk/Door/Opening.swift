internal import DeviceSettings
internal import Ground
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// `POST /open`: a browser that was started with the key's page shows the key once, and gets a cookie of its own for it.
enum Opening {
    /// The browser's own next step, from a page of ours: a strict cookie does not go with a redirection that another page began.
    private static let answer =
        #"<!doctype html><meta http-equiv="refresh" content="0; url=/"><link rel="icon" href="/icon.svg"><title>Ridgeline</title>"#

    static func add(to router: Router<KioskContext>, key: KioskKey) {
        router.post("/open") { request, _ in
            let form = String(buffer: try await request.body.collect(upTo: 256))
            guard form.hasPrefix("key="), key.opens(form.dropFirst(4)) else {
                throw Fault(
                    .kioskKey,
                    "this key is of an earlier start; start the kiosk's browser again, it then has the new one")
            }
            var random = SystemRandomNumberGenerator()
            let cookie = key.cookie(using: &random)
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                    .contentSecurityPolicy: "default-src 'none'; img-src 'self'",
                    .setCookie: "\(KeyRequired.cookie)=\(cookie); Path=/; HttpOnly; SameSite=Strict",
                ],
                body: .init(byteBuffer: ByteBuffer(string: answer)))
        }
    }
}
