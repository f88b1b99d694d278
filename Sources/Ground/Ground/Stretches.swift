internal import Dispatch
internal import Synchronization

/// Works on items in stretches, and returns when all are done.
///
/// There are several stretches for each thread, and who is done takes the next one: a thread that something else on the
/// machine holds up is not waited for with half of the work.
///
/// - Parameters:
///   - count: of the items.
///   - threads: how many work; with 1, the caller's own, and all is one stretch.
///   - work: called for each stretch, on several threads at once; every item is in one of them.
package func inStretches(of count: Int, threads: Int, _ work: @Sendable (Range<Int>) -> Void) {
    let parts = threads > 1 ? min(4 * threads, count) : 1
    if parts <= 1 { return work(0..<count) }
    let taken = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, parts)) { _ in
        while true {
            let part = taken.add(1, ordering: .relaxed).oldValue
            guard part < parts else { return }
            work(count * part / parts..<count * (part + 1) / parts)
        }
    }
}
