internal import Foundation
internal import Ground
internal import NIOCore
internal import NIOSSL

/// Why a request failed: who we are and whom we believe explain it.
struct ConnectionFaults: Sendable {
    let address: ServerAddress
    var key: DeviceTLSKey?
    /// When our certificate ends; nil for a stranger.
    var certificateEnds: Date?
    var diagnosis: HubDiagnosis?

    /// - Parameters:
    ///   - path: what was asked for.
    ///   - limit: bytes that the answer was allowed to have.
    /// - Returns: `hub.unreachable`, `hub.untrusted`, `hub.tooLarge`, `certificate.expired`, `clock.…`, or the fault that
    ///   it is already.
    func fault(of error: any Error, path: String, limit: Int) async -> Fault {
        switch error {
        case let fault as Fault: fault
        case is NIOTooManyBytesError: tooLarge(path: path, limit: limit)
        case let error as NIOSSLError: await untrusted(error, reasons: error.reasons)
        case let error as BoringSSLError: await untrusted(error, reasons: error.reasons)
        case is NIOSSLExtraError: await untrusted(error, reasons: [])
        default:
            Fault(.hubUnreachable, "the server at \(address) cannot be reached; check the network", cause: error)
        }
    }

    func tooLarge(path: String, limit: Int) -> Fault {
        Fault(.hubTooLarge, "\(address) answers \(path) with more than \(limit) bytes; tell its operator")
    }

    func drips(_ path: String) -> Fault {
        Fault(.hubSlow, "the server at \(address) only drips \(path); it is tried again, or use another")
    }

    private func untrusted(_ error: any Error, reasons: Set<Int>) async -> Fault {
        // The device could not show who it is; the hub is not to blame.
        if let fault = key?.fault { return fault }
        if let certificateEnds, reasons.contains(BoringSSLError.certificateExpired) {
            return Fault(
                .certificateExpired,
                "the hub says that this device's certificate has ended (\(Timestamp(certificateEnds))); it is being renewed"
            )
        }
        if let fault = await diagnosis?.explain(address) { return fault }
        return Fault(
            .hubUntrusted, "what answers at \(address) is not the hub of this device's invitation; check the address",
            cause: error)
    }
}

extension NIOSSLError {
    /// BoringSSL's reasons, where there are any.
    fileprivate var reasons: Set<Int> {
        switch self {
        case .handshakeFailed(let error), .shutdownFailed(let error): error.reasons
        default: []
        }
    }
}

extension BoringSSLError {
    /// What BoringSSL calls the peer's alert 45, `certificate_expired` (RFC 8446, section 6): 1000 and the alert.
    fileprivate static let certificateExpired = 1045

    fileprivate var reasons: Set<Int> {
        switch self {
        case .sslError(let stack), .unknownError(let stack): Set(stack.compactMap(\.reason))
        default: []
        }
    }
}

extension BoringSSLInternalError {
    /// The lowest 12 bits of the error's code (`ERR_GET_REASON`), which NIO shows only in its description:
    /// `Error: 268436501 error:10000415:…`.
    fileprivate var reason: Int? {
        description.split(separator: " ").dropFirst().first.flatMap { UInt32($0) }.map { Int($0 & 0xFFF) }
    }
}
