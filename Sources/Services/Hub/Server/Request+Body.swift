internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Request {
    /// The whole body.
    ///
    /// - Parameter limit: bytes; a longer one is refused as soon as that is known.
    /// - Throws: ``Refusal`` 413, or 400 where the sender went away in the middle.
    func body(upTo limit: Int) async throws -> Data {
        let refusal = Refusal(.contentTooLarge, .hubBodyTooLarge, "the body may have \(limit) bytes at most")
        if let length = headers[.contentLength].flatMap(Int.init), length > limit { throw refusal }
        do {
            let buffer = try await body.collect(upTo: limit)
            return Data(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw refusal
        } catch {
            throw Refusal(.badRequest, .hubBodyIncomplete, "the body ended too early; send the request again")
        }
    }
}
