public import Ground
internal import HTTPTypes
internal import Hummingbird
public import Imaging
internal import NIOCore

/// What the emulated reader's glass can be told; only there when the reader is emulated.
public struct Emulation: Sendable {
    private let place: @Sendable (GrayImage) async throws(Fault) -> Void
    private let lift: @Sendable () async -> Void

    public init(
        place: @escaping @Sendable (GrayImage) async throws(Fault) -> Void, lift: @escaping @Sendable () async -> Void
    ) {
        self.place = place
        self.lift = lift
    }

    func add(to router: some RouterMethods<KioskContext>) {
        router.put("/finger") { request, _ in
            var body = try await request.body.collect(upTo: 32 << 20)
            let bytes = body.readBytes(length: body.readableBytes) ?? []
            try await place(try ImageFile.read(bytes))
            return HTTPResponse.Status.noContent
        }
        router.delete("/finger") { _, _ in
            await lift()
            return HTTPResponse.Status.noContent
        }
    }
}
