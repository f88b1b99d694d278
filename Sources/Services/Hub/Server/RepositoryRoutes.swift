internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The signed repository as static files; what the routes may read lies below two folders and nowhere else.
struct RepositoryRoutes: Sendable {
    let folder: URL
    private let files = FileIO()

    init(folder: URL) { self.folder = folder }

    func add(to router: RouterGroup<DeviceContext>) {
        for part in ["metadata", "targets"] {
            router.get("/v1/\(RouterPath(stringLiteral: part))/**") { request, context in
                try await respond(part: part, request, context)
            }
        }
    }

    private func respond(part: String, _ request: Request, _ context: DeviceContext) async throws -> Response {
        let names = context.parameters.getCatchAll().map(String.init)
        guard !names.isEmpty, names.count <= 8, names.allSatisfy(Self.isPlain) else { throw Self.missing }
        let file = names.reduce(folder.appending(path: part)) { $0.appending(path: $1) }
        // A link could lead out of the repository, so only a file itself is served; these are a link's own attributes.
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: file.path),
            attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? Int
        else { throw Self.missing }
        let headers: HTTPFields = [.contentType: "application/octet-stream", .acceptRanges: "bytes"]
        guard let wanted = Self.range(request.headers[.range], of: size) else {
            return Response(
                status: .ok, headers: headers, body: try await files.loadFile(path: file.path, context: context))
        }
        guard !wanted.isEmpty else {
            throw Refusal(.rangeNotSatisfiable, .hubRange, "the file has \(size) bytes; fetch it from its beginning")
        }
        return Response(
            status: .partialContent,
            headers: headers + [.contentRange: "bytes \(wanted.lowerBound)-\(wanted.upperBound - 1)/\(size)"],
            body: try await files.loadFile(
                path: file.path, range: wanted.lowerBound...(wanted.upperBound - 1), context: context))
    }

    /// `bytes=A-` and `bytes=A-B`, as an interrupted download asks; empty where they lie beyond the end.
    ///
    /// - Returns: nil for none and for any other, which is answered with the whole file, as RFC 9110 allows.
    private static func range(_ field: String?, of size: Int) -> Range<Int>? {
        guard let parts = field?.wholeMatch(of: /bytes=([0-9]{1,18})-([0-9]{0,18})/), let start = Int(parts.1) else {
            return nil
        }
        let last = Int(parts.2) ?? Int.max - 1
        guard last >= start else { return nil }
        return start < size ? start..<min(last + 1, size) : 0..<0
    }

    /// Letters, digits, `-`, `_`, `.`, and no dot in front: so neither `..` nor a hidden or half-written file.
    private static func isPlain(_ name: String) -> Bool {
        !name.hasPrefix(".") && !name.isEmpty && name.utf8.count <= 255
            && name.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains($0))
            }
    }

    private static let missing = Refusal(
        .notFound, .hubPath, "the repository has no such file; begin again with timestamp.json")
}
