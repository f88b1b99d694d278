public import Encounters
internal import Synchronization

/// What an officer wants of the encounter that is under way, or of the next one.
public enum OfficerOrder: Sendable, Equatable {
    /// Begins an encounter with this plan, before anybody has touched a reader.
    case begin(Plan)
    /// This step cannot be taken of this person.
    case except(Step, CaptureException)
    /// No more is to be taken: the verdict stands on what there is.
    case finish
    /// Nobody is searched; what was taken is wiped.
    case cancel
}

/// Brings the officer's orders to the station, which takes them between two samples. Thread-safe.
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

    /// The next one; nil when the calling task was cancelled. One caller at a time.
    func next() async -> OfficerOrder? {
        while !Task.isCancelled {
            if let order = contents.withLock({ $0.orders.isEmpty ? nil : $0.orders.removeFirst() }) { return order }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isNeeded = contents.withLock { contents in
                        guard contents.orders.isEmpty, !Task.isCancelled else { return false }
                        contents.waiting = continuation
                        return true
                    }
                    if !isNeeded { continuation.resume() }
                }
            } onCancel: {
                contents.withLock { $0.waiting.take() }?.resume()
            }
        }
        return nil
    }

    /// One that was taken and not followed is the next again.
    func giveBack(_ order: OfficerOrder) { contents.withLock { $0.orders.insert(order, at: 0) } }

    /// Orders for an encounter that is over mean nothing for the next one.
    func forget() { contents.withLock { $0.orders.removeAll { if case .begin = $0 { false } else { true } } } }
}
