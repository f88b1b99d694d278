internal import CProcess
internal import Glibc
internal import NIOCore
internal import Operations

/// Whose a connection from this machine is, and whether he has any business here.
///
/// Who is turned away has no place, however many connections he opens: nothing of his is ever read.
struct Doorkeeper: Sendable {
    private enum State { static let established: Int32 = 1, listening: Int32 = 10 }

    private let users: Set<UInt32>
    private let refusals: Refusals

    /// - Parameter users: whose connections are let in.
    init(_ users: Set<UInt32>, _ refusals: Refusals) {
        (self.users, self.refusals) = (users, refusals)
    }

    /// - Returns: the name under which it takes a place; nil where it is to be closed.
    func name(of connection: any Channel) -> String? {
        guard let own = connection.localAddress, let peer = connection.remoteAddress else { return nil }
        // An end that was given up already is nobody's.
        guard let owner = Self.owner(of: peer, own), owner.state == State.established else {
            guard !canTell(own) else { return nil }
            refusals.note(
                .kioskStranger, "the kernel does not tell users apart (sock_diag): all take strangers' places")
            return ""
        }
        guard users.contains(owner.user) else {
            refusals.note(.kioskStranger, "connections of user \(owner.user), who is not the kiosk's (kiosk.user)")
            return nil
        }
        return "\(owner.user)"
    }

    /// Whether the kernel tells whose a socket is: it must know the one that listens.
    private func canTell(_ listener: SocketAddress) -> Bool {
        guard let nobody = try? SocketAddress(ipAddress: listener.protocol == .inet6 ? "::" : "0.0.0.0", port: 0) else {
            return false
        }
        return Self.owner(of: listener, nobody)?.state == State.listening
    }

    private static func owner(of own: SocketAddress, _ peer: SocketAddress) -> (state: Int32, user: UInt32)? {
        var user: UInt32 = 0
        let state = own.withSockAddr { own, _ in peer.withSockAddr { peer, _ in ridgeline_tcp_owner(own, peer, &user) }
        }
        return state == 0 ? nil : (state, user)
    }
}
