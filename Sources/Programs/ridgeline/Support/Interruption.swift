import ArgumentParser
import Foundation
import Synchronization

/// SIGINT, SIGTERM and SIGHUP as the wish that what is under way ends in order.
enum Interruption {
    /// Runs `work`, which a signal cancels and never cuts off.
    ///
    ///     let copied = try await Interruption.cancelling { try await client.copy(files, to: folder) }
    ///
    /// - Throws: `ExitCode` of 128 and the signal's number after `work` has ended, as shells count; whatever `work` throws.
    static func cancelling<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let running = Mutex<Task<Value, any Error>?>(nil)
        let stopped = Mutex<Int32?>(nil)
        let stops = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let stop = DispatchSource.makeSignalSource(signal: number)
            stop.setEventHandler {
                stopped.withLock { $0 = $0 ?? number }
                running.withLock { $0?.cancel() }
            }
            stop.resume()
            return stop
        }
        defer { for stop in stops { stop.cancel() } }
        let task = running.withLock { running in
            let task = Task<Value, any Error> { try await work() }
            if stopped.withLock({ $0 != nil }) { task.cancel() }
            running = task
            return task
        }
        let result = await task.result
        if let number = stopped.withLock(\.self) { throw ExitCode(128 + number) }
        return try result.get()
    }
}
