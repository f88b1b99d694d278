public import Ground
internal import HTTPTypes
internal import Hummingbird
public import Imaging
internal import NIOCore

/// What the emulated readers' glasses can be told; only there when the readers are emulated.
public struct Emulation: Sendable {
    /// One reader's.
    public struct Glass: Sendable {
        fileprivate let place: @Sendable (GrayImage) async throws(Fault) -> Void
        fileprivate let lift: @Sendable () async -> Void

        public init(
            place: @escaping @Sendable (GrayImage) async throws(Fault) -> Void,
            lift: @escaping @Sendable () async -> Void
        ) {
            self.place = place
            self.lift = lift
        }
    }

    private let glasses: [Glass]

    /// - Parameter glasses: in the order of the readers.
    public init(_ glasses: [Glass]) { self.glasses = glasses }

    func add(to router: some RouterMethods<KioskContext>) {
        router.put("/finger") { request, _ in
            let glass = try glass(for: request)
            var body = try await request.body.collect(upTo: 32 << 20)
            let bytes = body.readBytes(length: body.readableBytes) ?? []
            try await glass.place(try ImageFile.read(bytes))
            return HTTPResponse.Status.noContent
        }
        router.delete("/finger") { request, _ in
            await (try glass(for: request)).lift()
            return HTTPResponse.Status.noContent
        }
    }

    /// The one that `?reader=2` names, from 1; the first without it.
    ///
    /// - Throws: ``Fault`` `kiosk.reader`.
    private func glass(for request: Request) throws(Fault) -> Glass {
        let named = request.uri.queryParameters.getAll("reader")
        let numbers = named.isEmpty ? [1] : named.map { Int($0) ?? 0 }
        guard numbers.count == 1, glasses.indices.contains(numbers[0] - 1) else {
            throw Fault(
                .kioskReader, "there is no such emulated reader; write ?reader=1 to \(glasses.count), or nothing")
        }
        return glasses[numbers[0] - 1]
    }
}
