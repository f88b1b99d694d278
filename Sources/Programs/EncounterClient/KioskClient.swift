internal import AsyncHTTPClient
internal import DeviceSettings
package import Encounters
package import Foundation
package import Ground
internal import Identification
internal import NIOCore
internal import NIOHTTP1
package import Station

/// The officer's part from outside the page: follows the kiosk's screens, gives orders, and moves the finger on the emulated
/// glass. Thread-safe.
///
///     let kiosk = KioskClient(port: 8420, door: KioskKey.folder("", state: state))
///     let ready = try await kiosk.listen(seconds: 10) { $0.lists != nil ? $0 : nil }
package struct KioskClient: Sendable {
    package let port: Int
    /// The folder of the station's key, which it makes when it starts.
    package let door: URL

    /// The station is not there, or went away.
    package struct Lost: Error {
        package init() {}
    }

    package init(port: Int, door: URL) { (self.port, self.door) = (port, door) }

    /// - Throws: ``Lost`` while the station is not up.
    private func request(_ method: HTTPMethod, _ path: String) throws(Lost) -> HTTPClientRequest {
        guard let key = try? KioskKey.read(from: door) else { throw Lost() }
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = method
        request.headers.add(name: "Authorization", value: key.authorization)
        return request
    }

    /// Listens until `body` returns something.
    ///
    /// - Throws: ``Lost`` when the connection is lost or the time is over; ``Fault`` `kiosk.screen`; whatever `body` throws.
    package func listen<T: Sendable>(
        seconds: Double, _ body: @escaping @Sendable (Screen) async throws -> T?
    ) async throws -> T {
        try await withThrowingTaskGroup(of: T.self) { group in
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                throw Lost()
            }
            group.addTask { try await follow(body) }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw Lost() }
            return first
        }
    }

    private func follow<T: Sendable>(_ body: @escaping @Sendable (Screen) async throws -> T?) async throws -> T {
        let response: HTTPClientResponse
        do { response = try await HTTPClient.shared.execute(request(.GET, "/events"), deadline: .distantFuture) } catch
        {
            throw Lost()
        }
        var parts = response.body.makeAsyncIterator()
        var pending = ""
        while let part = try await Self.next(&parts) {
            pending += String(buffer: part)
            while let end = pending.range(of: "\n\n") {
                let screen = try Self.screen(pending[..<end.lowerBound])
                pending.removeSubrange(..<end.upperBound)
                if let screen, let result = try await body(screen) { return result }
            }
        }
        throw Lost()
    }

    /// However the connection ends, the station is lost to us.
    private static func next(_ parts: inout HTTPClientResponse.Body.AsyncIterator) async throws(Lost) -> ByteBuffer? {
        do { return try await parts.next() } catch { throw Lost() }
    }

    /// One server-sent event; nil for those that are no screen.
    private static func screen(_ text: Substring) throws(Fault) -> Screen? {
        let lines = text.split(separator: "\n")
        guard lines.contains("event: screen") else { return nil }
        let data = lines.filter { $0.hasPrefix("data: ") }.map { $0.dropFirst(6) }.joined()
        do { return try JSONDecoder().decode(Screen.self, from: Data(data.utf8)) } catch {
            throw Fault(.kioskScreen, "the kiosk's screen cannot be read; use programs of one version", cause: error)
        }
    }

    /// Places a picture (PNG) on an emulated glass.
    ///
    /// - Parameter reader: its number, from 1.
    package func place(_ picture: Data, reader: Int = 1) async throws {
        try await send(.PUT, "/finger?reader=\(reader)", body: picture)
    }
    package func lift(reader: Int = 1) async throws {
        try await send(.DELETE, "/finger?reader=\(reader)", body: nil)
    }

    /// Begins an encounter before anybody has touched a reader.
    package func begin(_ plan: Plan) async throws { try await send(EncounterWish(do: .begin, plan: plan)) }

    /// Declares that this step cannot be taken of this person.
    package func except(_ step: Step, _ exception: CaptureException, of encounter: UUIDv7) async throws {
        try await send(
            EncounterWish(except: step, exception, of: encounter))
    }

    /// The verdict is to stand on what there is.
    package func finish(_ encounter: UUIDv7) async throws {
        try await send(EncounterWish(do: .finish, of: encounter))
    }

    /// Nobody is to be searched.
    package func cancel(_ encounter: UUIDv7) async throws {
        try await send(EncounterWish(do: .cancel, of: encounter))
    }

    private func send(_ wish: EncounterWish) async throws {
        try await send(.POST, "/encounter", body: try WireJSON.encode(wish))
    }

    /// - Throws: ``Lost``; ``Fault`` with the station's own code and words, such as `encounter.over`.
    private func send(_ method: HTTPMethod, _ path: String, body: Data?) async throws {
        var request = try request(method, path)
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response: HTTPClientResponse
        do { response = try await HTTPClient.shared.execute(request, timeout: .seconds(5)) } catch { throw Lost() }
        guard response.status == .noContent else { throw await Self.refusal(response) }
    }

    /// What the station says of a request that it refuses; whoever else listens there is quoted.
    private static func refusal(_ response: HTTPClientResponse) async -> Fault {
        struct Answer: Decodable { let code, message: String }
        let text = (try? await response.body.collect(upTo: 4096)).map { String(buffer: $0) } ?? ""
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(text.utf8)),
            answer.code.wholeMatch(of: /[A-Za-z]+(\.[A-Za-z]+)+/) != nil
        else { return Fault(.kioskRefused, "the kiosk answered \(response.status): \(text.printable)") }
        return Fault(.init(answer.code), answer.message.printable)
    }
}
