internal import NIOCore

extension NIOAsyncChannel where Outbound == Never {
    /// Talks with each client that connects, all at once, until the calling task is cancelled.
    func serve<In: Sendable, Out: Sendable>(
        _ converse: @escaping @Sendable (NIOAsyncChannel<In, Out>) async -> Void
    ) async throws where Inbound == NIOAsyncChannel<In, Out> {
        try await executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections { group.addTask { await converse(connection) } }
            }
        }
    }
}
