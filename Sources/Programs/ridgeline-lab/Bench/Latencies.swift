import Synchronization

/// How long requests of each kind took.
final class Latencies: Sendable {
    struct Summary: Encodable {
        let count: Int
        let p50Milliseconds: Double
        let p99Milliseconds: Double
        let maxMilliseconds: Double

        /// - Parameter sorted: seconds, in ascending order, at least one.
        init(_ sorted: [Double]) {
            func quantile(_ share: Double) -> Double {
                let rank = Int((share * Double(sorted.count)).rounded(.up)) - 1
                return (sorted[min(max(rank, 0), sorted.count - 1)] * 10_000).rounded() / 10
            }
            count = sorted.count
            p50Milliseconds = quantile(0.5)
            p99Milliseconds = quantile(0.99)
            maxMilliseconds = quantile(1)
        }

        var line: String {
            "\(count) requests, p50 \(p50Milliseconds) ms, p99 \(p99Milliseconds) ms, max \(maxMilliseconds) ms"
        }
    }

    private let taken = Mutex<[String: [Double]]>([:])

    func note(_ kind: String, _ duration: Duration) {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        taken.withLock { $0[kind, default: []].append(seconds) }
    }

    /// By kind; nothing for a kind that never happened.
    var summaries: [String: Summary] {
        taken.withLock { $0.filter { !$0.value.isEmpty }.mapValues { Summary($0.sorted()) } }
    }

    /// Of all kinds together but one.
    func summary(without kind: String) -> Summary? {
        let all = taken.withLock { $0.filter { $0.key != kind }.values.flatMap(\.self) }
        return all.isEmpty ? nil : Summary(all.sorted())
    }
}
