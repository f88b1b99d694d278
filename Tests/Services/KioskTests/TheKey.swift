import DeviceSettings
import Ground
import HTTPTypes
import HummingbirdTesting
import NIOCore

@testable import Kiosk

/// What the tests' station was opened with.
enum TheKey {
    static let door: KioskDoor = {
        var random = SystemRandomNumberGenerator()
        return KioskDoor(port: 0, key: KioskKey(using: &random))
    }()
    static var bearer: String { "Bearer \(door.key.text)" }
}

extension TestClientProtocol {
    /// A request of a program that has the key, or of one with another `Authorization`.
    func ask<Return>(
        _ uri: String, _ method: HTTPRequest.Method = .get, headers: HTTPFields = [:], body: ByteBuffer? = nil,
        as authorization: String? = TheKey.bearer, _ look: @escaping (TestResponse) async throws -> Return
    ) async throws -> Return {
        var headers = headers
        headers[.authorization] = authorization
        return try await execute(uri: uri, method: method, headers: headers, body: body, testCallback: look)
    }
}
