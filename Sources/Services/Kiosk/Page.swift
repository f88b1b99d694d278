internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The officer's page: files of this program, as they lie in `Page/`.
enum Page {
    /// Nothing from elsewhere, nothing written into the page by a script.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

    static func add(to router: some RouterMethods<KioskContext>) {
        serve(PackageResources.index_html, as: "text/html; charset=utf-8", at: "/", on: router)
        serve(PackageResources.page_js, as: "text/javascript; charset=utf-8", at: "/page.js", on: router)
        serve(PackageResources.render_js, as: "text/javascript; charset=utf-8", at: "/render.js", on: router)
        serve(PackageResources.page_css, as: "text/css; charset=utf-8", at: "/page.css", on: router)
        serve(PackageResources.words_json, as: "application/json", at: "/words.json", on: router)
        serve(PackageResources.icon_svg, as: "image/svg+xml", at: "/icon.svg", on: router)
    }

    private static func serve(
        _ file: [UInt8], as type: String, at path: RouterPath, on router: some RouterMethods<KioskContext>
    ) {
        let body = ByteBuffer(bytes: file)
        let headers: HTTPFields = [
            .contentType: type, .cacheControl: "no-cache", .contentSecurityPolicy: policy,
        ]
        router.get(path) { _, _ in Response(status: .ok, headers: headers, body: .init(byteBuffer: body)) }
    }
}
