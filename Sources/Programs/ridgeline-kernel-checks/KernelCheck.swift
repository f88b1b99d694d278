import Synchronization

/// Something to be proven on a real kernel.
struct KernelCheck: Sendable {
    /// A sentence.
    let name: String
    /// Returns figures worth reading, or throws what is wrong.
    let run: @Sendable () async throws -> String

    init(_ name: String, run: @escaping @Sendable () async throws -> String) {
        self.name = name
        self.run = run
    }
}

struct CheckFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

func require(_ condition: Bool, _ otherwise: @autoclosure () -> String) throws {
    if !condition { throw CheckFailure(otherwise()) }
}

/// A continuation that two may try to resume.
final class Once<Value: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Value, Never>?>

    init(_ continuation: CheckedContinuation<Value, Never>) { self.continuation = Mutex(continuation) }

    func resume(_ value: Value) { continuation.withLock { $0.take() }?.resume(returning: value) }
}
