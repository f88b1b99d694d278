internal import Foundation

/// Time that the calling thread has spent on a core: what work costs, however busy the machine is.
package enum ThreadClock {
    /// Seconds.
    package static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
