internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// The signed repository as static files, below two folders and nowhere else; ranges, ETag and HEAD are Hummingbird's.
struct RepositoryFiles: FileProvider {
    /// What tells one content of a file from another.
    struct FileAttributes: Sendable, FileMiddlewareFileAttributes {
        let isFolder = false
        let size: Int
        /// To the nanosecond: a timestamp that is published twice within a second has the same size.
        let modificationDate: Date
    }

    let folder: URL
    private let files = FileIO()

    init(folder: URL) { self.folder = folder }

    func add(to router: RouterGroup<DeviceContext>) {
        let files = router.group().add(middleware: RepositoryGuard())
            .add(middleware: FileMiddleware(fileProvider: self, urlBasePath: "/v1"))
        for part in ["metadata", "targets"] {
            for method: HTTPRequest.Method in [.get, .head] {
                files.on("/v1/\(RouterPath(stringLiteral: part))/**", method: method) { _, _ -> Response in
                    throw RepositoryGuard.missing
                }
            }
        }
    }

    func getFileIdentifier(_ path: String) -> String? { folder.path + path }

    /// A link could lead out of the repository, so only a file itself is served; these are a link's own attributes.
    func getAttributes(id path: String) async throws -> FileAttributes? {
        guard let found = try? FileManager.default.attributesOfItem(atPath: path),
            found[.type] as? FileAttributeType == .typeRegular, let size = found[.size] as? Int,
            let date = found[.modificationDate] as? Date
        else { return nil }
        return FileAttributes(size: size, modificationDate: date)
    }

    func loadFile(id path: String, context: some RequestContext) async throws -> ResponseBody {
        try await files.loadFile(path: path, context: context)
    }

    /// - Throws: ``Refusal`` 416 for a range beyond the end, which Hummingbird leaves to us.
    func loadFile(id path: String, range: ClosedRange<Int>, context: some RequestContext) async throws -> ResponseBody {
        guard let size = try await getAttributes(id: path)?.size else { throw RepositoryGuard.missing }
        guard range.lowerBound < size else {
            throw Refusal(.rangeNotSatisfiable, .hubRange, "the file has \(size) bytes; fetch it from its beginning")
        }
        return try await files.loadFile(path: path, range: range, context: context)
    }
}

/// Lets through what can be asked of the repository: names of its files, of lists that the device may have, and ranges as
/// an interrupted download asks.
struct RepositoryGuard: RouterMiddleware {
    static let missing = Refusal(
        .notFound, .hubPath, "the repository has no such file; begin again with timestamp.json")

    func handle(
        _ request: Request, context: DeviceContext, next: (Request, DeviceContext) async throws -> Response
    ) async throws -> Response {
        // No dot in front: so neither `..` nor a hidden or half-written file; and nothing that is percent-encoded.
        guard request.uri.path.wholeMatch(of: #//v1(/[A-Za-z0-9\-_][A-Za-z0-9\-_.]{0,254}){2,9}/#) != nil else {
            throw Self.missing
        }
        if let list = request.uri.path.firstMatch(of: #/^/v1/targets/lists/([^/]+)//#)?.1, let device = context.device,
            !device.lists.include(String(list))
        {
            throw Refusal(.forbidden, .hubRight, "the device may not have the list '\(list)'; ask the hub's operator")
        }
        var head = request.head
        if let range = request.headers[.range], !Self.resumes(range) { head.headerFields[.range] = nil }
        // To the second, which is too coarse for a file that is published twice in one; the ETag is not.
        head.headerFields[.ifModifiedSince] = nil
        return try await next(Request(head: head, body: request.body), context)
    }

    /// Whether it is `bytes=A-` or `bytes=A-B`; any other is answered with the whole file, as RFC 9110 allows.
    private static func resumes(_ range: String) -> Bool {
        guard let parts = range.wholeMatch(of: /bytes=([0-9]{1,18})-([0-9]{0,18})/), let start = Int(parts.1) else {
            return false
        }
        return Int(parts.2).map { start <= $0 } ?? true
    }
}
