import AsyncHTTPClient
import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1

@testable import Kiosk

extension Kiosk {
    /// Serves the page, at a port of its own where the door names none, while the block runs.
    func test<Value: Sendable>(
        _ limits: KioskLimits = KioskLimits(), _ body: @Sendable (KioskGuest) async throws -> Value
    ) async throws -> Value {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        async let serving: Void = {
            defer { port.finish() }
            try await run(limits) { port.yield($0) }
        }()
        guard let port = await ports.first(where: { _ in true }) else {
            try await serving
            throw CancellationError()
        }
        // Leaving the scope ends the page.
        return try await body(KioskGuest(port: port))
    }
}

/// Who asks the page of a test for something.
struct KioskGuest: Sendable {
    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let body: ByteBuffer
    }

    let port: Int

    /// A request of a program that has the key, or of one with another `Authorization`.
    func ask<Return>(
        _ uri: String, _ method: HTTPRequest.Method = .get, headers: HTTPFields = [:], body: ByteBuffer? = nil,
        as authorization: String? = TheKey.bearer, _ look: (Answer) async throws -> Return
    ) async throws -> Return {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(uri)")
        request.method = HTTPMethod(rawValue: method.rawValue)
        for field in headers { request.headers.add(name: field.name.rawName, value: field.value) }
        if let authorization { request.headers.add(name: "Authorization", value: authorization) }
        request.body = body.map { .bytes($0) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        var fields = HTTPFields()
        for (name, value) in response.headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        return try await look(
            Answer(
                status: HTTPResponse.Status(code: Int(response.status.code)), headers: fields,
                body: method == .head ? ByteBuffer() : try await response.body.collect(upTo: 32 << 20)))
    }
}
