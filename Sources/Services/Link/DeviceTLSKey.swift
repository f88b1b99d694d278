internal import Crypto
internal import DeviceIdentity
internal import Dispatch
internal import Foundation
internal import Ground
internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// The device's ``SigningKey`` as TLS wants to see it: it signs, and is never shown. Thread-safe.
final class DeviceTLSKey: NIOSSLCustomPrivateKey, Hashable {
    /// A TPM takes its time, which no event loop must wait for.
    private static let queue = DispatchQueue(label: "ridgeline.signing")
    private let key: any SigningKey
    private let trouble = Mutex<Fault?>(nil)

    init(_ key: any SigningKey) { self.key = key }

    /// Why the last signature could not be made, where that is so: TLS itself only says that something failed.
    var fault: Fault? { trouble.withLock { $0 } }

    var signatureAlgorithms: [SignatureAlgorithm] { [.ecdsaSecp256R1Sha256] }

    func sign(channel: any Channel, algorithm: SignatureAlgorithm, data: ByteBuffer) -> EventLoopFuture<ByteBuffer> {
        let promise = channel.eventLoop.makePromise(of: ByteBuffer.self)
        let digest = SHA256.hash(data: Data(data.readableBytesView))
        Self.queue.async {
            do throws(Fault) {
                let signature = try self.key.sign(digest)
                self.trouble.withLock { $0 = nil }
                promise.succeed(ByteBuffer(bytes: signature.derRepresentation))
            } catch {
                self.trouble.withLock { $0 = error }
                promise.fail(error)
            }
        }
        return promise.futureResult
    }

    /// For RSA only, and so never called.
    func decrypt(channel: any Channel, data: ByteBuffer) -> EventLoopFuture<ByteBuffer> {
        channel.eventLoop.makeFailedFuture(Fault(.keyKept, "this key only signs; report this"))
    }

    static func == (left: DeviceTLSKey, right: DeviceTLSKey) -> Bool {
        left.key.publicKey.rawRepresentation == right.key.publicKey.rawRepresentation
    }
    func hash(into hasher: inout Hasher) { hasher.combine(key.publicKey.rawRepresentation) }
}
