public import Encounters
public import Ground
internal import Synchronization

/// What an officer wants of the encounter that is under way, or of the next one.
public enum OfficerOrder: Sendable, Equatable {
    /// Begins an encounter with this plan, before anybody has touched a reader.
    case begin(Plan)
    /// This step cannot be taken of this person.
    case except(Step, CaptureException, of: UUIDv7)
    /// No more is to be taken: the verdict stands on what there is.
    case finish(UUIDv7)
    /// Nobody is searched; what was taken is wiped.
    case cancel(UUIDv7)

    /// What it is about; nil where it begins one. An order for an encounter that is over means nothing for the next one.
    var encounter: UUIDv7? {
        switch self {
        case .begin: nil
        case .except(_, _, let encounter), .finish(let encounter), .cancel(let encounter): encounter
        }
    }

    /// Whether nothing more is to be taken for this step: what is being taken for it is called off.
    func endsTaking(_ step: Step, of encounter: UUIDv7) -> Bool {
        guard self.encounter == encounter else { return false }
        return switch self {
        case .begin: false
        case .except(let excepted, _, _): excepted == step
        case .finish, .cancel: true
        }
    }
}

/// Brings the officer's orders to the station. Thread-safe.
public final class OfficerOrders: Sendable {
    /// More than anybody gives between two samples are dropped, oldest first.
    private static let most = 32

    private struct Contents {
        var orders: [OfficerOrder] = []
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let contents = Mutex(Contents())

    public init() {}

    public func give(_ order: OfficerOrder) {
        let waiting = contents.withLock { contents in
            contents.orders.append(order)
            contents.orders.removeFirst(max(0, contents.orders.count - Self.most))
            return contents.waiting.take()
        }
        waiting?.resume()
    }

    /// Returns as soon as there is such an order, which stays; at the end of the calling task besides. One caller at a time.
    ///
    /// - Returns: whether there is one.
    func wait(for isWanted: @Sendable (OfficerOrder) -> Bool = { _ in true }) async -> Bool {
        while !Task.isCancelled {
            if contents.withLock({ $0.orders.contains(where: isWanted) }) { return true }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let mustWait = contents.withLock { contents in
                        guard !contents.orders.contains(where: isWanted), !Task.isCancelled else { return false }
                        contents.waiting = continuation
                        return true
                    }
                    if !mustWait { continuation.resume() }
                }
            } onCancel: {
                contents.withLock { $0.waiting.take() }?.resume()
            }
        }
        return false
    }

    /// The oldest one; nil where there is none. What is given to the station once is not given again.
    func take() -> OfficerOrder? {
        contents.withLock { $0.orders.isEmpty ? nil : $0.orders.removeFirst() }
    }
}
