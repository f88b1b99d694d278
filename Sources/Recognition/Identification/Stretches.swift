internal import Dispatch

/// Works on items in stretches of about the same length, one for each thread, and returns when all are done.
///
/// - Parameter threads: how many; with 1, the caller's own.
func inStretches(of count: Int, threads: Int, _ work: @Sendable (Range<Int>) -> Void) {
    let parts = max(1, min(threads, count))
    if parts == 1 { return work(0..<count) }
    DispatchQueue.concurrentPerform(iterations: parts) { work(count * $0 / parts..<count * ($0 + 1) / parts) }
}
